// A default stands on its input.
use flyte::prelude::*;

#[task]
#[default(3)] //~ put it on an input
fn double(n: i64) -> i64 {
    n * 2
}

fn main() {}
