// A variable of the environment has a value.
use flyte::prelude::*;

#[task(env(LEVEL))] //~ write `LEVEL = "value"`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
