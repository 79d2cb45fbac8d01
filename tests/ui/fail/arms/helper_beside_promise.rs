// What a plain function gives is a plain value.
use flyte::prelude::*;

fn least() -> i64 {
    3
}

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if n > 3 {
        square(n)
    } else {
        least() //~ write `promise(…)` around a plain value
    }
}

fn main() {}
