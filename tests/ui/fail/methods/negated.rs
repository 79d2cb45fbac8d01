// A promise can't be negated: arithmetic happens in tasks.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(-n) //~ a promise can't be computed with
}

fn main() {}
