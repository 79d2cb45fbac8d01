// Each item of a tuple is a promise.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> (i64, i64) {
    let least = 3;
    if n > 3 {
        (n, square(n))
    } else {
        (n, least) //~ write `promise(…)` around a plain value
    }
}

fn main() {}
