// Integers are read as wider ones, not as narrower ones.
use flyte::prelude::*;

#[derive(Columns)]
struct Trip {
    id: i64,
}

#[derive(Columns)]
struct Reader {
    id: i32,
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
    read(trips()) //~ the table `Trip` has no column `id` of type `i32`
}

fn main() {}
