// The length of a text is known in tasks.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(name: String) -> i64 {
    let n = name.len(); //~ take the length in a task
    square(n as i64)
}

fn main() {}
