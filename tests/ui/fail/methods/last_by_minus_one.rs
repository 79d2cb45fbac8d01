// A promise has no value while the graph is built: elements are counted from 0.
use flyte::prelude::*;


#[workflow]
fn pipeline(xs: Vec<i64>) -> i64 {
    xs[-1] //~ the last one is known in tasks
}

fn main() {}
