// A plain list has no `.map`: only its promise has.
use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn pipeline(n: i64) -> Vec<i64> {
    let xs: &[i64] = &[1, 2, 3];
    xs.map(|x| add(x, n)) //~ only the promise of a list has
}

fn main() {}
