// A promise has no value while the graph is built: values are changed in tasks.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline(mut xs: Vec<i64>) -> i64 {
    xs.push(3); //~ a promise can't be changed
    sum(xs)
}

fn main() {}
