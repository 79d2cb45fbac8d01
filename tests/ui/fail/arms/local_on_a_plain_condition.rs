// A plain condition changes nothing: an arm is a promise where the other one is.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let (least, many) = (3, true);
    if many {
        square(n)
    } else {
        least //~ write `promise(…)` around a plain value
    }
}

fn main() {}
