// Columns are found by the names that they have in the table.
use flyte::prelude::*;

#[derive(Columns)]
struct Trip {
    price: f64,
    name: Option<String>,
}

#[derive(Columns)]
struct Reader {
    #[serde(rename = "Price")]
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
    read(trips()) //~ the table `Trip` has no column `Price` of type `f64`, which `Reader` reads
}

fn main() {}
