// A struct that names outputs is no value of its own.
use flyte::prelude::*;

#[derive(Outputs)]
struct Split {
    train: i64,
    test: i64,
}

#[derive(FlyteType)]
struct Report {
    parts: Split, //~ derive `FlyteType` in place of `Outputs`
}

fn main() {}
