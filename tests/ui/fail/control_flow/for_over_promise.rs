// A `for` goes over values: the elements of a promise aren't there yet.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    let mut last = square(0);
    for x in xs { //~ write `xs.map(task)`
        last = square(x);
    }
    last
}

fn main() {}
