// A promise has no value while the graph is built: numbers are computed in tasks.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(n.abs()) //~ write a task that computes it
}

fn main() {}
