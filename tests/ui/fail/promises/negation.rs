// Arithmetic happens in tasks: a sign too.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    square(-x) //~ write a task that computes it
}

fn main() {}
