// An array is no list: its length is part of its type.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline() -> i64 {
    sum([1, 2]) //~ a list `vec![…]`
}

fn main() {}
