// With a success ratio an element may be missing: the list is one of optionals.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> Vec<i64> {
    xs.map(square).min_success_ratio(0.9) //~ Promise<Vec<Option<i64>>>`
}

fn main() {}
