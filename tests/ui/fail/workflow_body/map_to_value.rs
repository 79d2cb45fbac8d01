// The closure of a map calls tasks: it gives a promise.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> Vec<i64> {
    xs.map(|_x| 3) //~ expected `Promise<_>`, found integer
}

fn main() {}
