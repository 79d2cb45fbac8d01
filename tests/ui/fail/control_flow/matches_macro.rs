// A pattern can't look into a promise, in a macro as little as in a `match`.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if matches!(n, 3) { n } else { square(n) } //~ a pattern can't look into a promise
}

fn main() {}
