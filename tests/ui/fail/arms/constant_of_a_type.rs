// A constant is a plain value, also one of a type.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if n > 3 {
        square(n)
    } else {
        i64::MAX //~ write `promise(…)` around a plain value
    }
}

fn main() {}
