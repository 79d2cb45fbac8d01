// One table is no list of tables.
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
fn read(table: Vec<StructuredDataset<Reader>>) -> i64 {
    i64::from(table == table.clone())
}

#[workflow]
fn pipeline() -> i64 {
    read(trips()) //~ `Vec<flyte::StructuredDataset<Reader>>` is wanted here
}

fn main() {}
