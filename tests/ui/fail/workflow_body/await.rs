// In a workflow the promise stands for the value.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let y = square(x).await; //~ drop `.await`
    square(y)
}

fn main() {}
