// A task gives a value, not a promise.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn fourth(x: i64) -> i64 {
    square(square(x)) //~ expected `i64`, found `Promise<i64>`
}

fn main() {}
