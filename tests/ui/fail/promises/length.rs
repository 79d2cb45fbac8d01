// The length of a list is known in tasks.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    let n = xs.len(); //~ take the length in a task
    square(n as i64)
}

fn main() {}
