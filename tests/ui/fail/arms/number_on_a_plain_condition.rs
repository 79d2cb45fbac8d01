// Arms give the same type: beside a promise stands a promise.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if cfg!(debug_assertions) {
        3 //~ write `promise(…)` around a plain value
    } else {
        square(n)
    }
}

fn main() {}
