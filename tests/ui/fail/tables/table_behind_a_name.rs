// Behind another name a table is a table still.
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

type Tips = StructuredDataset<Reader>;

#[task]
fn trips() -> Result<StructuredDataset<Trip>> {
    StructuredDataset::from_uri("s3://bucket/trips")
}

#[task]
fn read(table: Tips) -> i64 {
    i64::from(table == table.clone())
}

#[workflow]
fn pipeline() -> i64 {
    read(trips()) //~ this input is `flyte::StructuredDataset<Reader>`, but `flyte::Promise<flyte::StructuredDataset<Trip>>` was given
}

fn main() {}
