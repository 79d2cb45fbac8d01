// An input is owned, also a list.
use flyte::prelude::*;

#[task]
fn sum(xs: &[i64]) -> i64 { //~ write `Vec<i64>`
    xs.iter().sum()
}

fn main() {}
