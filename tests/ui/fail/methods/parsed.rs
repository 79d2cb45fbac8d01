// A promise has no value while the graph is built: text is read in tasks.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(text: String) -> i64 {
    let n: i64 = text.trim().parse().unwrap(); //~ write a task that does it
    square(n)
}

fn main() {}
