// Arithmetic happens in tasks: a promise has no value yet.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let y = square(x);
    square(y + 1) //~ write a task that computes it
}

fn main() {}
