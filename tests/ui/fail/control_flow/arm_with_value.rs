// An arm gives a promise, because which one is taken is known only in the run.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let y = if x > 3 { 1 } else { 2 }; //~ write `promise(…)` around a plain value
    square(y)
}

fn main() {}
