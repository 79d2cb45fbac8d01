// A promise has no value while the graph is built: numbers are computed in tasks.
use flyte::prelude::*;

#[task]
fn score(n: i64) -> f64 {
    n as f64
}

#[workflow]
fn pipeline(n: i64) -> f64 {
    n as f64 //~ write a task that computes it
}

fn main() {}
