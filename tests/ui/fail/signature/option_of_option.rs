// An optional has one level on the wire.
use flyte::prelude::*;

#[task]
fn or_zero(x: Option<Option<i64>>) -> i64 { //~ write `Option<i64>`
    x.flatten().unwrap_or(0)
}

fn main() {}
