// A promise has no value while the graph is built: it is handed on as it is.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let y = square(n);
    square(&y) //~ expected `i64` or `Promise<i64>`
}

fn main() {}
