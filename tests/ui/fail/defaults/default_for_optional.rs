// A default is a value of the input: an optional is `Some` or `None`.
use flyte::prelude::*;

#[task]
fn double(#[default(3)] x: Option<i64>) -> i64 { //~ an optional `Some(…)` or `None`
    x.unwrap_or(0) * 2
}

fn main() {}
