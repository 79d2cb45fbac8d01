// A promise has no value while the graph is built: values are changed in tasks.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    let mut xs = xs;
    xs.sort(); //~ a task takes the value and gives the new one
    sum(xs)
}

fn main() {}
