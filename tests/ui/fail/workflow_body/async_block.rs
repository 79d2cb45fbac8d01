// A workflow runs nothing.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let _later = async { 3 }; //~ write the `async` code in an `async` task
    square(x)
}

fn main() {}
