// A promise has the fields of its value, but isn't its value.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[derive(FlyteType)]
struct Pair {
    left: i64,
    right: i64,
}

#[task]
fn pair(x: i64) -> Pair {
    Pair { left: x, right: x }
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let Pair { left, .. } = pair(x); //~ use its fields, which are promises
    square(left)
}

fn main() {}
