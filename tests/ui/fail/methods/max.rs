// A promise has no value while the graph is built: numbers are computed in tasks.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(n.max(3)) //~ a promise can't be computed with
}

fn main() {}
