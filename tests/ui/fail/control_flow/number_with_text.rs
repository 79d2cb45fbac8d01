// A comparison has one type on both sides.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    if x == "3" { square(x) } else { square(1) } //~ `1` for `i64`
}

fn main() {}
