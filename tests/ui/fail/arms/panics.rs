// Both arms of an `if` on a promise are recorded: one that panics would always end the program.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if n > 3 {
        panic!("{} is too big", 3) //~ call a task that fails
    } else {
        square(n)
    }
}

fn main() {}
