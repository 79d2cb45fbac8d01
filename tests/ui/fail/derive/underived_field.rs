// What a struct contains travels too.
use flyte::prelude::*;

struct Point {
    _x: f64,
}

#[derive(FlyteType)]
struct Line {
    start: Point, //~ derive `FlyteType` for it
}

fn main() {}
