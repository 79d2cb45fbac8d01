// Retries are counted.
use flyte::prelude::*;

#[task(retries = -1)] //~ write `retries = 3`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
