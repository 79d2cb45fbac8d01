// A signature names values; the macro makes promises of them.
use flyte::prelude::*;

#[workflow]
fn pipeline(x: Promise<i64>) -> i64 { //~ write `i64`
    x
}

fn main() {}
