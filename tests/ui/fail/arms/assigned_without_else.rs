// Both arms of an `if` on a promise are recorded: what they change outside would be changed by both.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let mut t = square(n);
    if t > 3 {
        t = add(t, 2); //~ let t = if n > 3
    }
    t
}

fn main() {}
