// A promise can't be tried to be turned into a value.
use flyte::prelude::*;

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    let m: i32 = n.try_into().unwrap(); //~ a promise can't be turned into something else
    square(i64::from(m))
}

fn main() {}
