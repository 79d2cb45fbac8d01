// `flyte::default()` stands for a default of the signature: an input without one takes a value.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline() -> i64 {
    square(flyte::default()) //~ no default that `flyte::default()` could stand for
}

fn main() {}
