// A failed task ends the run, so there is nothing to ask.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let y = square(x)?; //~ drop `?`
    square(y)
}

fn main() {}
