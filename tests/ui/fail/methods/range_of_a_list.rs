// A promise has no value while the graph is built: a part of a list is made by a task.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    sum(xs[0..2]) //~ take the range in a task
}

fn main() {}
