// A list is a `Vec`: an iterator is collected.
use flyte::prelude::*;

#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    sum(0..3) //~ an iterator was given
}

fn main() {}
