// An arm gives its last expression, without a `;`.
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
    if n > 3 {
        square(n); //~ drop this `;`
    } else {
        add(n, 1)
    }
}

fn main() {}
