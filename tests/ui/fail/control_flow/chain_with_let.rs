// An `if` decides on a promise in the body of a workflow.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let k = Some(3);
    if let Some(k) = k && n > k { square(n) } else { n } //~ put an `if` of its own inside
}

fn main() {}
