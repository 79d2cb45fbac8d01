// Arithmetic happens in tasks, also between two promises.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let y = square(x);
    square(x * y) //~ write a task that computes it
}

fn main() {}
