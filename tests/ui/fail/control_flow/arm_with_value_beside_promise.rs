// A constant beside a promise is a promise too.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    if x > 3 {
        square(x)
    } else {
        0 //~ write `promise(…)` around a plain value
    }
}

fn main() {}
