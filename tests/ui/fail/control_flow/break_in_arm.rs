// Both arms of an `if` on a promise are recorded, so neither leaves a loop.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let mut last = square(x);
    for i in 0..3i64 {
        last = square(i);
        if x > 3 {
            break; //~ make what the arm gives its value
        }
    }
    last
}

fn main() {}
