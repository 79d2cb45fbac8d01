// A constant among promises is a promise too.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    sum(vec![x, 3]) //~ expected `Promise<i64>`, found integer
}

fn main() {}
