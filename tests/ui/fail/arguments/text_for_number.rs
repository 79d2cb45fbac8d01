// A constant is of the input's type.
use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    add(x, "1") //~ expected `i64` or `Promise<i64>`
}

fn main() {}
