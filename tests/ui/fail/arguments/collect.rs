// `.collect()` alone has no type: write `.collect::<Vec<_>>()`.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline() -> i64 {
    sum((0..3).collect()) //~ type annotations needed
}

fn main() {}
