// Flyte's integers have 64 bits.
use flyte::prelude::*;

#[task]
fn half(n: i128) -> i64 { //~ write `i64`, or `String`
    (n / 2) as i64
}

fn main() {}
