// The last expression is the value, without a semicolon.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let _ = square(x);
} //~ without a `;`

fn main() {}
