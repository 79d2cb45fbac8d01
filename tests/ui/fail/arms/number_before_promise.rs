// Arms give the same type: beside a promise stands a promise.
use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if n > 3 {
        0 //~ write `promise(…)` around a plain value
    } else {
        add(n, 1)
    }
}

fn main() {}
