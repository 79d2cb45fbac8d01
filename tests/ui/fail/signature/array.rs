// A list on the wire has no fixed length.
use flyte::prelude::*;

#[task]
fn norm(point: [f64; 3]) -> f64 { //~ write `Vec<f64>`
    point.iter().map(|x| x * x).sum()
}

fn main() {}
