// A cache has a version.
use flyte::prelude::*;

#[task(cache(serialize))] //~ write `cache(version = "1")`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
