// A workflow has no body that gives values: it makes a graph.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(n)
}

fn main() {
    assert_eq!(pipeline::call(3), 9); //~ `.await` the call
}
