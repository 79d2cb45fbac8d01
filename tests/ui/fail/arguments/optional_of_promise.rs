// A promise of a value is given for an optional as it is.
use flyte::prelude::*;

#[task]
fn or_zero(x: Option<i64>) -> i64 {
    x.unwrap_or(0)
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    or_zero(Some(x)) //~ the promise of its value as it is
}

fn main() {}
