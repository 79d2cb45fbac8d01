// A task always gives all of its outputs.
use flyte::prelude::*;

#[derive(Outputs)]
enum Split { //~ struct
    Train(Vec<i64>),
    Test(Vec<i64>),
}

fn main() {}
