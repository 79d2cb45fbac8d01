// A workflow is given tables as a task is.
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

#[task]
fn trips() -> Result<StructuredDataset<Trip>> {
    StructuredDataset::from_uri("s3://bucket/trips")
}

#[task]
fn read(table: StructuredDataset<Reader>) -> i64 {
    i64::from(table == table.clone())
}

#[workflow]
fn inner(table: StructuredDataset<Reader>) -> i64 {
    read(table)
}

#[workflow]
fn pipeline() -> i64 {
    inner(trips()) //~ the table `Trip` has no column `tip`
}

fn main() {}
