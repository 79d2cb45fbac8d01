// A workflow gives the lists of tables that it says.
use flyte::prelude::*;

#[derive(Columns)]
struct Trip {
    price: f64,
}

#[derive(Columns)]
struct Reader {
    tip: f64,
}

#[workflow]
fn pipeline(trips: StructuredDataset<Trip>) -> Vec<StructuredDataset<Reader>> {
    vec![trips, trips] //~ the table `Trip` has no column `tip` of type `f64`, which `Reader` reads
}

fn main() {}
