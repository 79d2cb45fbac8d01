// A duration is text with a unit.
use flyte::prelude::*;

#[task(timeout = 600)] //~ write `timeout = "10m"`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
