// An `if let` looks into a value: a promise has none yet.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: Option<i64>) -> i64 {
    if let Some(y) = x { //~ match inside a task
        square(y)
    } else {
        square(0)
    }
}

fn main() {}
