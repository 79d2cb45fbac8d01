// Each option stands once.
use flyte::prelude::*;

#[task(retries = 3, cache = "1", retries = 4)] //~ leave one of them out
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
