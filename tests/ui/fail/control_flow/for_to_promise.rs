// A `for` counts to a value: a promise has none yet.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let mut last = square(0);
    for i in 0..n { //~ loop in a task
        last = square(i);
    }
    last
}

fn main() {}
