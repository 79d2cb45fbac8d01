// A task and a workflow at once.
use flyte::prelude::*;

#[task]
#[workflow] //~ drop this attribute
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
