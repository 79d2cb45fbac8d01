// The rows of a table derive `Columns`.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Trip {
    price: f64,
}

#[task]
fn read(table: StructuredDataset<Trip>) -> bool { //~ derive `Columns` for it
    table == table.clone()
}

fn main() {}
