// A map gives a list.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    xs.map(square) //~ expected `Promise<i64>`
}

fn main() {}
