// A promise has no value while the graph is built: an element is taken by its number.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    square(xs.first().unwrap()) //~ write `xs[0]` for an element
}

fn main() {}
