// `.parse()` alone has no type: write `.parse::<i64>()`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline() -> i64 {
    square("3".parse().unwrap()) //~ type annotations needed
}

fn main() {}
