// Each output travels by itself.
use flyte::prelude::*;

struct Point {
    _x: f64,
}

#[derive(Outputs)]
struct Split {
    first: Point, //~ derive `FlyteType`
    second: i64,
}

fn main() {}
