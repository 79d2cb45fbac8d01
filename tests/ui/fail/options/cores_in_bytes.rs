// Cores are counted, not measured in bytes.
use flyte::prelude::*;

#[task(requests(cpu = "2Gi"))] //~ write cores as `2`, `0.5` or `500m`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
