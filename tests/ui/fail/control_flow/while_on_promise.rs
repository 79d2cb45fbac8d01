// A graph has no loops that wait for values.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let mut n = square(x);
    while n < 100 { //~ write the loop inside a task
        n = square(n);
    }
    n
}

fn main() {}
