// A promise has no value while the graph is built: whether it is there is decided in a task.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn find(n: i64) -> Option<i64> {
    Some(n)
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(find(n).unwrap_or(3)) //~ whether an optional has a value isn't known
}

fn main() {}
