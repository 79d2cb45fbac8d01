// The values of a map have the type that the input says.
use flyte::prelude::*;

#[task]
fn total(counts: BTreeMap<String, i64>) -> i64 {
    counts.values().sum()
}

#[workflow]
fn pipeline() -> i64 {
    total(BTreeMap::from([("a".to_owned(), "x")])) //~ expected `std::collections::BTreeMap<
}

fn main() {}
