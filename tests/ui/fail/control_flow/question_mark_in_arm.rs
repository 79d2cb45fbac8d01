// Both arms of an `if` on a promise are recorded, so neither fails.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

fn number() -> Option<i64> {
    Some(3)
}

#[workflow]
fn pipeline(x: i64, list: Vec<i64>) -> i64 {
    let step = || {
        let y = if x > 3 { square(number()?) } else { square(1) }; //~ make what the arm gives its value
        Some(y)
    };
    step().unwrap_or(list[0])
}

fn main() {}
