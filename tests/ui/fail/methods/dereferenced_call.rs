// What a call gives is no reference either.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let once = square(n);
    if *once > 3 { n } else { square(n) } //~ a promise is no reference
}

fn main() {}
