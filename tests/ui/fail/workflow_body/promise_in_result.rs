// A promise stands for the value: there is no error to map.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> Result<i64> {
    Ok(x * x)
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    square(x).expect("a square") //~ drop this and hand the promise on
}

fn main() {}
