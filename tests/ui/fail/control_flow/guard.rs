// An `if` decides on a promise in the body of a workflow.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    match 3 {
        3 if n > 3 => square(n), //~ a promise can't be decided beside a `let` or in a guard
        _ => n,
    }
}

fn main() {}
