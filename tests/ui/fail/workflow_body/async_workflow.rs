// A workflow builds a graph once and waits for nothing.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
async fn pipeline(x: i64) -> i64 { //~ drop `async`
    square(x)
}

fn main() {}
