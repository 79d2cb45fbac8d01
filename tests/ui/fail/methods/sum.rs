// A promise has no value while the graph is built: a list is summed up in a task.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    let total: i64 = xs.iter().sum(); //~ take the whole in a task
    square(total)
}

fn main() {}
