// Both arms give tables of the same rows.
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

#[workflow]
fn pipeline(
    trips: StructuredDataset<Trip>,
    other: StructuredDataset<Reader>,
    first: bool,
) -> StructuredDataset<Reader> {
    if first {
        trips
    } else {
        other //~ the arms of this `if` differ
    }
}

fn main() {}
