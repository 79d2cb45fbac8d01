// A list can't be compared on the platform.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    if xs == vec![1] { square(3) } else { square(1) } //~ compute a `bool` in a task
}

fn main() {}
