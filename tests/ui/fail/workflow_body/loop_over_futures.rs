// Promises run side by side without being joined.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    for y in [square(x), square(2)] {
        y.await; //~ drop `.await`
    }
    x
}

fn main() {}
