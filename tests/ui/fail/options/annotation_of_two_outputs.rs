// An annotation on a task is about its one output.
use flyte::prelude::*;

#[task]
#[flyte(annotation = { "unit": "cm" })]
fn both(x: i64) -> (i64, i64) { //~ write a struct with `#[derive(Outputs)]`
    (x, x)
}

fn main() {}
