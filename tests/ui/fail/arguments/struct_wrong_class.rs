// A struct is taken for no other, whatever its fields.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Point {
    x: i64,
}

#[derive(FlyteType)]
struct Flags {
    on: bool,
}

#[task]
fn across(point: Point) -> i64 {
    point.x
}

#[workflow]
fn pipeline() -> i64 {
    across(Flags { on: true }) //~ expected `Point` or `Promise<Point>`
}

fn main() {}
