// A struct is one value or several outputs, not both.
use flyte::prelude::*;

#[derive(FlyteType, Outputs)] //~ conflicting
struct Split {
    train: Vec<i64>,
    test: Vec<i64>,
}

fn main() {}
