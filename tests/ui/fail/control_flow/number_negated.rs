// `!` turns a condition, and a number is none.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    if !x { square(x) } else { square(1) } //~ compare it with a value
}

fn main() {}
