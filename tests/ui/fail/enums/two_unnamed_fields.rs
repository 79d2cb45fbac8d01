// A variant carries one value, or named ones.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Shape {
    Circle(f64),
    Rectangle(f64, f64), //~ name
}

fn main() {}
