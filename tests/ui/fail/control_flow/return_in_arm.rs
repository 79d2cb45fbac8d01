// Both arms of an `if` on a promise are recorded, so neither leaves it.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    if x > 3 {
        return square(x); //~ make what the arm gives its value
    }
    square(1)
}

fn main() {}
