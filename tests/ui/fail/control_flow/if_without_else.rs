// Flyte must know what the other way gives.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    if x > 3 { //~ write `else { … }`
        let _ = square(x);
    }
    square(x)
}

fn main() {}
