// Two lists of derives are one.
use flyte::prelude::*;

#[derive(Outputs)]
#[derive(FlyteType)] //~ derives both `FlyteType` and `Outputs`
struct Split {
    train: i64,
    test: i64,
}

#[workflow]
fn pipeline(n: i64) -> Split {
    SplitPromises { train: n, test: n }
}

fn main() {}
