// The elements of a list are known in tasks.
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
fn pipeline(xs: Vec<i64>) -> i64 {
    let squares: Vec<_> = xs.into_iter().map(square).collect(); //~ use `.map(…)` for every element
    sum(squares)
}

fn main() {}
