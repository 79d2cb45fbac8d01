// A comparison has one type on both sides: whole floats have a point.
use flyte::prelude::*;

#[task]
fn half(x: f64) -> f64 {
    x / 2.0
}

#[workflow]
fn pipeline(x: f64) -> f64 {
    if x > 1 { x } else { half(x) } //~ `1.0` for `f64`
}

fn main() {}
