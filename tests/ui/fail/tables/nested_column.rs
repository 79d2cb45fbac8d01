// Rows in rows have all columns that are read too.
use flyte::prelude::*;

#[derive(Columns)]
struct Place {
    x: f64,
    y: f64,
}

#[derive(Columns)]
struct Trip {
    path: Vec<Place>,
}

#[derive(Columns)]
struct Point {
    x: f64,
    z: f64,
}

#[derive(Columns)]
struct Reader {
    path: Vec<Option<Point>>,
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
    read(trips()) //~ the table `Place` has no column `z` of type `f64`, which `Point` reads
}

fn main() {}
