// A promise has no value while the graph is built: a value is taken by its key.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn table() -> HashMap<String, i64> {
    HashMap::new()
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(table().get("a").copied().unwrap()) //~ `table["key"]` for the value of a key
}

fn main() {}
