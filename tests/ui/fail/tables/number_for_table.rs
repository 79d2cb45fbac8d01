// A table is given as a table.
use flyte::prelude::*;

#[derive(Columns)]
struct Trip {
    price: f64,
    name: Option<String>,
}

#[derive(Columns)]
struct Reader {
    price: f64,
}

#[task]
fn trips() -> Result<StructuredDataset<Trip>> {
    StructuredDataset::from_uri("s3://bucket/trips")
}

#[task]
fn read(table: StructuredDataset<Reader>) -> i64 {
    i64::from(table == table.clone())
}

#[workflow]
fn pipeline() -> i64 {
    read(1) //~ this input is `flyte::StructuredDataset<Reader>`, but `{integer}` was given
}

fn main() {}
