// A workflow has no body that gives values, whatever its inputs.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline() -> i64 {
    square(3)
}

#[task]
fn twice() -> i64 {
    2 * pipeline::call() //~ a workflow has no body that could be called
}

fn main() {}
