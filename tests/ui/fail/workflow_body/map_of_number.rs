// Only lists have elements to map over.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    x.map(square) //~ map
}

fn main() {}
