// A promise has no value that could be printed.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let y = square(x);
    println!("y is {}", y); //~ print it inside a task
    y
}

fn main() {}
