// At least one element runs at a time.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> Vec<i64> {
    xs.map(square).concurrency(0) //~ leave `concurrency` out
}

fn main() {}
