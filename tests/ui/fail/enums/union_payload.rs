// Unions are flat: a union is no payload of another.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Round {
    Circle(f64),
    Sphere(i64),
}

#[derive(FlyteType)]
enum Shape {
    Round(Round), //~ union
    Square(f64),
}

fn main() {}
