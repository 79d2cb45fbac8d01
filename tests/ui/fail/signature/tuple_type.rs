// A tuple is several outputs, never an input.
use flyte::prelude::*;

#[task]
fn add(pair: (i64, i64)) -> i64 { //~ write several inputs, or a struct with `#[derive(FlyteType)]`
    pair.0 + pair.1
}

fn main() {}
