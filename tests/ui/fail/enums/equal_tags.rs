// In flytekit's form a payload is told by its type, so no two have the same.
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(python)]
enum Size {
    Width(i64),
    Height(i64), //~ drop `python`
}

fn main() {}
