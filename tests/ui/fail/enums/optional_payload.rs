// Unions are flat: an optional is one, so it is no payload of another.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Shape {
    Circle(Option<f64>), //~ union
    Square(f64),
}

fn main() {}
