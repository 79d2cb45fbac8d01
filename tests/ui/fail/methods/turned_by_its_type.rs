// A type makes no value of a promise.
use flyte::prelude::*;

#[task]
fn half(x: f64) -> f64 {
    x / 2.0
}

#[workflow]
fn pipeline(n: i64) -> f64 {
    half(f64::from(n)) //~ turn the value in a task
}

fn main() {}
