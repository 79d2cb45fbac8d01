// The values of a map have the type that the input says.
use flyte::prelude::*;

#[task]
fn total(counts: HashMap<String, i64>) -> i64 {
    counts.values().sum()
}

#[workflow]
fn pipeline() -> i64 {
    total(HashMap::from([("a".to_owned(), "x")])) //~ expected `HashMap<String, i64>`
}

fn main() {}
