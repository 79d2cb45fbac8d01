// The units of durations are letters.
use flyte::prelude::*;

#[task(timeout = "10minutes")] //~ the units are `d`, `h`, `m`, `s` and `ms`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
