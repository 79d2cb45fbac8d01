// The index of an element is known when the graph is built.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>, at: i64) -> i64 {
    xs[at] //~ in a task
}

fn main() {}
