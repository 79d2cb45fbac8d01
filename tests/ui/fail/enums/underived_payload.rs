// What an enum carries travels by itself.
use flyte::prelude::*;

struct Point {
    _x: f64,
}

#[derive(FlyteType)]
enum Shape {
    Dot(Point), //~ derive `FlyteType`
    Square(f64),
}

fn main() {}
