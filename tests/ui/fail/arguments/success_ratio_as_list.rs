// With a success ratio an element may be missing: the list is one of optionals.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    sum(xs.map(square).min_success_ratio(0.9)) //~ Promise<Vec<Option<i64>>>` was given
}

fn main() {}
