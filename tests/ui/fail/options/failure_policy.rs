// There are two failure policies.
use flyte::prelude::*;

#[workflow(on_failure = "continue")] //~ `"finish"` (go on with what can still run)
fn pipeline(x: i64) -> i64 {
    x
}

fn main() {}
