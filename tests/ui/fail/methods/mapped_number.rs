// Only the promise of a list has `map`.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    n.map(square) //~ only the promise of a list has `.map(…)`
}

fn main() {}
