// The inputs that a cache ignores are inputs of the task.
use flyte::prelude::*;

#[task(cache(version = "1", ignore(seeed)))] //~ the inputs are `x` and `seed`
fn noise(x: i64, seed: i64) -> i64 {
    x ^ seed
}

fn main() {}
