// A failed task ends the run, so a workflow's outputs are no `Result`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> Result<i64> { //~ write `-> i64`
    square(x)
}

fn main() {}
