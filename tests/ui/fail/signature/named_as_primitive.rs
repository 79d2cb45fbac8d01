// A task leaves a type of its name, which must not hide a primitive one.
use flyte::prelude::*;

#[task]
fn i64(text: String) -> f64 { //~ rename it
    text.parse().unwrap_or(0.0)
}

fn main() {}
