// A plain list has no `.map`: only its promise has.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> Vec<i64> {
    let xs = vec![1, 2, 3];
    xs.map(square) //~ `promise(xs).map(task)` for one node
}

fn main() {}
