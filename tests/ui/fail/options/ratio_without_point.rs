// A success ratio is a fraction.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> Vec<Option<i64>> {
    xs.map(square).min_success_ratio(1) //~ write `1.0`
}

fn main() {}
