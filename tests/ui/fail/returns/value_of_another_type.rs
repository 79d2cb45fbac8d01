// A workflow may end in a constant of its type.
use flyte::prelude::*;

#[workflow]
fn pipeline(_x: i64) -> i64 {
    "done" //~ expected `Promise<i64>`
}

fn main() {}
