// A task may use at least what it asks for.
use flyte::prelude::*;

#[task(requests(cpu = "2"), limits(cpu = "500m"))] //~ write at least `cpu = "2"`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
