// A default is known before anything runs.
use flyte::prelude::*;

#[task]
fn three() -> i64 {
    3
}

#[task]
fn double(#[default(three())] n: i64) -> i64 { //~ expected `i64`
    n * 2
}

fn main() {}
