// Named outputs are several values, and an input is one.
use flyte::prelude::*;

#[derive(Outputs)]
struct Split {
    train: Vec<i64>,
    test: Vec<i64>,
}

#[task]
fn sizes(split: Split) -> i64 { //~ derive `FlyteType` in place of `Outputs`
    (split.train.len() + split.test.len()) as i64
}

fn main() {}
