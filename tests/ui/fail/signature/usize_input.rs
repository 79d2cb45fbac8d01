// A number on the wire has the same width on every machine.
use flyte::prelude::*;

#[task]
fn half(n: usize) -> i64 { //~ write `u64` or `i64`
    (n / 2) as i64
}

fn main() {}
