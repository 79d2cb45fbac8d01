// A task is called: its name alone is a function.
use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    add(x, square) //~ use parentheses to call this function
}

fn main() {}
