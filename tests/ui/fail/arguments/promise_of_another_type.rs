// An argument is of the input's type, or a promise of it.
use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn pipeline(name: String) -> i64 {
    add(name, 1) //~ expected `i64` or `Promise<i64>`
}

fn main() {}
