// What flytekit calls `with_overrides` is `with`.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(n).with_overrides(With::new().retries(3)) //~ write `.with(With::new().retries(3))`
}

fn main() {}
