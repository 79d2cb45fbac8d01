// `Default::default()` alone has no type: write `i64::default()`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline() -> i64 {
    square(Default::default()) //~ type annotations needed
}

fn main() {}
