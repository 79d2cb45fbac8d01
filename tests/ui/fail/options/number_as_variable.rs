// An environment variable is text.
use flyte::prelude::*;

#[task(env(LEVEL = 3))] //~ write `LEVEL = "3"`
fn square(x: i64) -> i64 {
    x * x
}

fn main() {}
