// An optional must be decided before it is given for a value.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: Option<i64>) -> i64 {
    square(x) //~ expected `i64` or `Promise<i64>`
}

fn main() {}
