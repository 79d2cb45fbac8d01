// The options of a task stand in one attribute.
use flyte::prelude::*;

#[task(retries = 1)]
#[flyte::task(cache = "1")] //~ drop this attribute
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
