// A table has the format that its reader names.
use flyte::files::{Csv, Parquet};
use flyte::prelude::*;

#[derive(Columns)]
struct Trip {
    price: f64,
    name: Option<String>,
}

#[task]
fn trips() -> Result<StructuredDataset<Trip, Csv>> {
    StructuredDataset::from_uri("s3://bucket/trips")
}

#[task]
fn read(table: StructuredDataset<Trip, Parquet>) -> i64 {
    i64::from(table == table.clone())
}

#[workflow]
fn pipeline() -> i64 {
    read(trips()) //~ name the same format on both sides
}

fn main() {}
