// An input has one name: it is the name on the wire.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Point {
    x: f64,
    y: f64,
}

#[task]
fn norm(Point { x, y }: Point) -> f64 { //~ take it apart in the body
    x.hypot(y)
}

fn main() {}
