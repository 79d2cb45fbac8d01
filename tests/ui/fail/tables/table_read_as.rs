// A table is read as rows whose columns it has.
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

fn tips(table: StructuredDataset<Trip>) -> StructuredDataset<Reader> {
    table.read_as() //~ the table `Trip` has no column `tip`
}

fn main() {}
