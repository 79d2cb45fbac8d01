// A workflow has no body that gives values: in another one it is called like a task.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn inner(n: i64, m: i64) -> (i64, i64) {
    (square(n), square(m))
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let (a, b) = inner::call(n, 3); //~ in another workflow, call it like a task
    square(3)
}

fn main() {}
