// Flyte's integers have 64 bits.
use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    add(x, 9223372036854775808) //~ out of range for `i64`
}

fn main() {}
