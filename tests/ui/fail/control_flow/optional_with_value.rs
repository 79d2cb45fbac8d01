// An optional can't be compared with the value that it may have.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: Option<i64>) -> i64 {
    if x == 3 { square(3) } else { square(1) } //~ compute a `bool` in a task
}

fn main() {}
