// Both arms of an `if` on a promise are recorded: one that panics would always end the program.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let y = if n > 3 { square(n) } else { todo!() }; //~ an arm of an `if` on a promise can't panic
    square(y)
}

fn main() {}
