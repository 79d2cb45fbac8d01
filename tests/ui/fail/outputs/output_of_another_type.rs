// Each output has the type of its field.
use flyte::prelude::*;

#[derive(Outputs)]
struct Split {
    train: Vec<i64>,
    size: i64,
}

#[workflow]
fn split(xs: Vec<i64>) -> Split {
    SplitPromises { train: xs, size: xs } //~ this output is `flyte::Promise<i64>`, but
}

fn main() {}
