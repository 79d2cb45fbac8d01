// A workflow gives all of its outputs.
use flyte::prelude::*;

#[derive(Outputs)]
struct Split {
    train: Vec<i64>,
    test: Vec<i64>,
}

#[workflow]
fn split(xs: Vec<i64>) -> Split {
    SplitPromises { train: xs } //~ missing field `test`
}

fn main() {}
