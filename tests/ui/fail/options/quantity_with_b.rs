// Quantities are those of Kubernetes, which has no `B`.
use flyte::prelude::*;

#[task(requests(mem = "4GB"))] //~ write `4G`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
