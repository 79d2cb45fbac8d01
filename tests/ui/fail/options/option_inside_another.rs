// What a machine must have stands in `requests`.
use flyte::prelude::*;

#[task(cpu = "500m")] //~ write `requests(cpu = "500m", mem = "1Gi", gpu = "1")`
fn square(x: i64) -> i64 {
    x * x
}

fn main() {}
