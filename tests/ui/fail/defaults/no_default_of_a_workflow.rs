// `flyte::default()` stands for a default of the signature, also of a workflow's.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn inner(x: i64) -> i64 {
    square(x)
}

#[workflow]
fn pipeline() -> i64 {
    inner(flyte::default()) //~ write a value here
}

fn main() {}
