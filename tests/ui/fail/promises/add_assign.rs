// A promise is not a counter.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let mut total = square(x);
    total += square(3); //~ write a task that computes it
    total
}

fn main() {}
