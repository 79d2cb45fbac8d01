// Arithmetic happens in tasks, on whichever side the promise is.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    square(1 + x) //~ write a task that computes it
}

fn main() {}
