// A workflow ends in promises of its outputs.
use flyte::prelude::*;

#[derive(Outputs)]
struct Split {
    train: Vec<i64>,
    size: i64,
}

#[workflow]
fn split(xs: Vec<i64>) -> Split {
    let _ = xs;
    Split { train: vec![1], size: 1 } //~ named outputs are given as `SplitPromises { … }`
}

fn main() {}
