// The interface of a workflow is fixed.
use flyte::prelude::*;

#[workflow]
fn pipeline<T>(x: i64) -> i64 { //~ write a concrete type for `T`
    x
}

fn main() {}
