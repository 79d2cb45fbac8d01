// A success ratio is a part of the whole.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> Vec<Option<i64>> {
    xs.map(square).min_success_ratio(80.0) //~ write `0.8` for 80 %
}

fn main() {}
