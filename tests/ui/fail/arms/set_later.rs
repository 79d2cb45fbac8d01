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
    let t;
    if n > 3 {
        t = square(n); //~ make it the value of the `if`
    } else {
        t = add(n, 3);
    }
    t
}

fn main() {}
