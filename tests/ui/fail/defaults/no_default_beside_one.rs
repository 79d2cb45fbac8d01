// `flyte::default()` stands for a default of the signature: each input has its own.
use flyte::prelude::*;

#[task]
fn train(#[default(3)] epochs: i64, rate: f64) -> f64 {
    rate * epochs as f64
}

#[workflow]
fn pipeline() -> f64 {
    train(flyte::default(), flyte::default()) //~ give the input of the task a default
}

fn main() {}
