// A workflow gives all of its outputs.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> (i64, i64) {
    square(x) //~ value or tuple that makes one
}

fn main() {}
