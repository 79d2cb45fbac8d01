// A plain list has no `.map`: only its promise has.
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
    sum(xs.map(square)) //~ `xs.into_iter().map(task).collect::<Vec<_>>()`
}

fn main() {}
