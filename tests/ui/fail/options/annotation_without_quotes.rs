// An annotation is JSON.
use flyte::prelude::*;

#[task]
fn double(#[flyte(annotation = { unit: "cm" })] x: i64) -> i64 { //~ write `"unit": "cm"`
    x * 2
}

fn main() {}
