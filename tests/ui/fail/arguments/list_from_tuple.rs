// A tuple is no list.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline() -> i64 {
    sum((1, 2)) //~ expected `Vec<i64>` or `Promise<Vec<i64>>`
}

fn main() {}
