// Flyte must know what the last way gives.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    if x > 3 {
        square(x)
    } else if x > 2 { //~ write `else { … }`
        square(2)
    }
}

fn main() {}
