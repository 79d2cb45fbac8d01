// An `if` decides on a promise in the body of a workflow.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    assert!(n > 3); //~ macros and other functions keep Rust's own comparison
    square(n)
}

fn main() {}
