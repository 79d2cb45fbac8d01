// Both arms are promises of the same type.
use flyte::prelude::*;

#[task]
fn find(n: i64) -> Option<i64> {
    Some(n)
}

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> Option<i64> {
    if n > 3 {
        find(n)
    } else {
        square(n) //~ the arms of this `if` differ
    }
}

fn main() {}
