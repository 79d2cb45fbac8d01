// A local of a plain value is no promise, as little as a literal is.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let least = 3;
    if n > 3 {
        least //~ write `promise(…)` around a plain value
    } else {
        square(n)
    }
}

fn main() {}
