// The field of a plain value is a plain value.
use flyte::prelude::*;

struct Limits {
    least: i64,
}

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let limits = Limits { least: 3 };
    if n > 3 {
        limits.least //~ write `promise(…)` around a plain value
    } else {
        square(n)
    }
}

fn main() {}
