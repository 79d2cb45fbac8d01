// A list is a `Vec`: an iterator is collected.
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
fn pipeline(n: i64) -> i64 {
    let xs = vec![n, square(n)];
    sum(xs.into_iter().map(square)) //~ end it in `.collect::<Vec<_>>()`
}

fn main() {}
