// `vec![]` alone has no type: write `Vec::<i64>::new()`.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline() -> i64 {
    sum(vec![]) //~ type annotations needed
}

fn main() {}
