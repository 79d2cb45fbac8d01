// The parts of what a variant carries have names on the wire.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Shape {
    Line((f64, f64)), //~ write
    Dot(f64),
}

fn main() {}
