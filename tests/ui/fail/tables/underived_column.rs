// What a column holds is known.
use flyte::prelude::*;

struct Point {
    _x: f64,
}

#[derive(Columns)]
struct Row {
    at: Point, //~ `Point` can't be a column of a table
}

fn main() {}
