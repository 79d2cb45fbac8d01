// A `let else` looks into a value: a promise has none yet.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: Option<i64>) -> i64 {
    let Some(y) = x else { //~ match inside a task
        return square(0);
    };
    square(y)
}

fn main() {}
