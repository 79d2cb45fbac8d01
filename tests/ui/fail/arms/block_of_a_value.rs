// A block gives what its last expression gives.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if n > 3 {
        let least = 3;
        least + 1 //~ write `promise(…)` around a plain value
    } else {
        square(n)
    }
}

fn main() {}
