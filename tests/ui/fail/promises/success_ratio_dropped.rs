// A success ratio makes another list of a map, and this one drops it.
#![deny(warnings)]

use flyte::prelude::*;

#[task]
fn half(x: i64) -> i64 {
    x / 2
}

#[workflow]
pub fn halves(xs: Vec<i64>) -> Vec<i64> {
    let ys = xs.map(half).concurrency(2);
    ys.min_success_ratio(0.5); //~ use what `.min_success_ratio(…)` gives
    ys
}

fn main() {}
