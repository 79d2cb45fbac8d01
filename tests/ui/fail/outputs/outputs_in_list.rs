// A struct that names outputs is no value of its own.
use flyte::prelude::*;

#[derive(Outputs)]
struct Split {
    train: i64,
    test: i64,
}

#[task]
fn splits(n: i64) -> Vec<Split> { //~ names the outputs of a task or workflow
    vec![Split { train: n, test: n }]
}

fn main() {}
