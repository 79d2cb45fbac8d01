// A graph has an end.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    loop { //~ loop in a task
        let _ = square(x);
    }
}

fn main() {}
