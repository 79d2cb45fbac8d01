// Both arms of an `if` on a promise are recorded: what they change outside would be changed by both.
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
    let mut squares = vec![square(n)];
    if n > 3 {
        squares.push(square(3)); //~ can't change what lies outside of it
    } else {
        squares.push(square(4));
    }
    sum(squares)
}

fn main() {}
