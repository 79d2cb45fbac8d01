// Both arms of an `if` on a promise are recorded: one that panics would always end the program.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if n > 3 {
        square(n)
    } else {
        std::process::exit(1) //~ this would always end the program
    }
}

fn main() {}
