// A `match` looks into a value: a promise has none yet.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    match x { //~ compare it in an `if`
        0 => square(1),
        _ => square(2),
    }
}

fn main() {}
