// A workflow has other options than a task.
use flyte::prelude::*;

#[workflow(retries = 3)] //~ `#[workflow]` takes `name`, `main` and `on_failure`
fn pipeline(x: i64) -> i64 {
    x
}

fn main() {}
