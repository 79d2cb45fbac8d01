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
    let y = if n > 3 {
        add(n, 1)
    } else {
        square(n); //~ an arm that ends in `;` gives nothing
    };
    square(y)
}

fn main() {}
