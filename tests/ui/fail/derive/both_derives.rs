// A struct is one value, or it names several outputs.
use flyte::prelude::*;

#[derive(FlyteType, Outputs)] //~ take `Outputs` if its fields are several outputs
struct Split {
    train: i64,
    test: i64,
}

#[task]
fn split(n: i64) -> Split {
    Split { train: n, test: n }
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    split(n).train
}

fn main() {}
