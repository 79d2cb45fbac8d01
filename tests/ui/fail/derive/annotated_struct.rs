// An annotation belongs to an input or output: a struct's own type has none.
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(annotation = { "unit": "cm" })] //~ `#[flyte]` on a struct takes `pydantic` and `via`
struct Point {
    x: f64,
    y: f64,
}

fn main() {}
