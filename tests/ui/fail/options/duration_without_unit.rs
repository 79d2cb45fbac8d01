// A duration has a unit.
use flyte::prelude::*;

#[task(timeout = "10")] //~ write `10s` for seconds or `10m` for minutes
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
