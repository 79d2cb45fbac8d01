// In a workflow a list is one of promises.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline(x: i64) -> i64 {
    let list: Vec<i64> = vec![square(x)]; //~ expected `i64`, found `Promise<i64>`
    sum(list)
}

fn main() {}
