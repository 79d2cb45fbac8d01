// A workflow gives the table that it says.
use flyte::prelude::*;

#[derive(Columns)]
struct Trip {
    price: f64,
    name: Option<String>,
}

#[derive(Columns)]
struct Reader {
    tip: f64,
}

#[workflow]
fn pipeline(trips: StructuredDataset<Trip>) -> StructuredDataset<Reader> {
    trips //~ the table `Trip` has no column `tip`
}

fn main() {}
