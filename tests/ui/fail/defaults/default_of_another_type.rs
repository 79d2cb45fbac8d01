// A default is a value of the input.
use flyte::prelude::*;

#[task]
fn double(#[default("three")] n: i64) -> i64 { //~ expected `i64`
    n * 2
}

fn main() {}
