// A promise can't be turned into a value.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let m: i64 = n.into(); //~ a promise can't be turned into something else
    square(m)
}

fn main() {}
