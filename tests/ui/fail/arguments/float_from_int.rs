// A whole float has a point, as everywhere in Rust.
use flyte::prelude::*;

#[task]
fn half(x: f64) -> f64 {
    x / 2.0
}

#[workflow]
fn pipeline() -> f64 {
    half(1) //~ expected `f64` or `Promise<f64>`
}

fn main() {}
