// A whole float has a point, as everywhere in Rust.
use flyte::prelude::*;

#[task]
fn half(x: f64) -> f64 {
    x / 2.0
}

#[workflow]
fn pipeline() -> f64 {
    half(1) //~ a whole float is written `1.0`
}

fn main() {}
