// A default is a value of the input: whole floats have a point.
use flyte::prelude::*;

#[task]
fn double(#[default(3)] x: f64) -> f64 { //~ a whole float is written `1.0`
    x * 2.0
}

fn main() {}
