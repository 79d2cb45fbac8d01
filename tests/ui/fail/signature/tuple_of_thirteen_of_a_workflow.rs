// A tuple of a workflow's outputs has at most twelve items.
use flyte::prelude::*;

#[workflow]
fn sizes(n: i64) -> (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64) { //~ write a struct with `#[derive(Outputs)]`
    (n, n, n, n, n, n, n, n, n, n, n, n, n)
}

fn main() {}
