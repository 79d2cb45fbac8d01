// A number decides nothing.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    if x { square(x) } else { square(1) } //~ takes a `bool`, a `Promise<bool>` or a comparison of promises
}

fn main() {}
