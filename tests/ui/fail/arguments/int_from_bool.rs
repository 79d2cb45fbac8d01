// A `bool` is no integer.
use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    add(x, true) //~ expected `i64` or `Promise<i64>`
}

fn main() {}
