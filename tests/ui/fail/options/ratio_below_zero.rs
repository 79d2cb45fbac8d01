// A success ratio is a part of the whole.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> Vec<Option<i64>> {
    xs.map(square).min_success_ratio(-0.5) //~ lies between 0 and 1
}

fn main() {}
