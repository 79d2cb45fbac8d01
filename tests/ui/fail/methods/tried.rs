// There is nothing to try: a failed task ends the run.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> Vec<i64> {
    xs.map(|x| square(square(x)?)) //~ drop the `?`
}

fn main() {}
