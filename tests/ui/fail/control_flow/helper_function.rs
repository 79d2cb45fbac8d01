// An `if` decides on a promise in the body of a workflow.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

fn pick(m: Promise<i64>) -> Promise<i64> {
    if m > 3 { square(m) } else { m } //~ a helper function that decides on promises is a `#[workflow]`
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    pick(n)
}

fn main() {}
