// A cache without a version would never be invalidated.
use flyte::prelude::*;

#[task(cache = " ")] //~ write `cache = "1"`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
