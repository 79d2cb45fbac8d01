// An `if` that is a statement gives nothing.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if n > 3 {
        square(n) //~ nobody uses what this arm of the `if` gives
    } else {
    }
    n
}

fn main() {}
