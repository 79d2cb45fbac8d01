// Each table of a list has the columns too.
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

#[task]
fn many() -> Vec<StructuredDataset<Trip>> {
    Vec::new()
}

#[workflow]
fn pipeline() -> i64 {
    let all = many();
    all.map(read); //~ the table `Trip` has no column `tip`
    read(StructuredDataset::from_uri("s3://bucket/trips").expect("a uri"))
}

fn main() {}
