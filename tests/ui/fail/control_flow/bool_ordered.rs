// The platform has no order for `bool`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(a: bool, b: bool) -> bool {
    if a < b { a } else { b } //~ compare with `==` or `!=`
}

fn main() {}
