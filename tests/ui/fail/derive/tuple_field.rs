// The parts of a field have names on the wire.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Line {
    start: (f64, f64), //~ write a struct with `#[derive(FlyteType)]`
}

fn main() {}
