// A failed task ends the run, so a promise is no `Result`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    square(x).unwrap() //~ drop this and hand the promise on
}

fn main() {}
