// Flytekit's form of a union is a matter of enums.
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(python)] //~ takes `pydantic` and `via`
struct Point {
    x: f64,
}

fn main() {}
