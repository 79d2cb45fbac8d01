// A promise is no reference to its value.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(*n) //~ drop the `*`
}

fn main() {}
