// A call gives a promise, also in the body of another task.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn cube(x: i64) -> i64 {
    square(x) * x //~ `task::call(…)`
}

fn main() {}
