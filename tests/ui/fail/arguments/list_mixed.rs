// The elements of a list have one type.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline() -> i64 {
    sum(vec![1, "a"]) //~ expected integer, found `&str`
}

fn main() {}
