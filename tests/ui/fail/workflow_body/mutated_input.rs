// A list that isn't there yet takes no elements.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> Vec<i64> {
    let mut list: Vec<i64> = Vec::new();
    list.push(square(3)); //~ expected `i64`, found `Promise<i64>`
    xs
}

fn main() {}
