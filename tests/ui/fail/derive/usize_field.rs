// A number on the wire has the same width on every machine.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Page {
    size: usize, //~ write `u64` or `i64`
}

fn main() {}
