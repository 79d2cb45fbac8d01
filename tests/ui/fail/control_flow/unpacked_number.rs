// `let (a, b)` unpacks a promise of a tuple.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let (a, _b) = square(x); //~ takes a tuple or a promise of a tuple
    a
}

fn main() {}
