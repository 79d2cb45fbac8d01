// What isn't a task takes values.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

fn plain(x: i64) -> i64 {
    x + 1
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    square(plain(x)) //~ expected `i64`, found `Promise<i64>`
}

fn main() {}
