// A failed task ends the run, so a workflow doesn't end in `Ok`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    Ok(square(x)) //~ without `Ok(…)`
}

fn main() {}
