// A default stands on its input.
use flyte::prelude::*;

#[task]
#[default(3)] //~ write `#[default(3)] n: i64`
fn double(n: i64) -> i64 {
    n * 2
}

fn main() {}
