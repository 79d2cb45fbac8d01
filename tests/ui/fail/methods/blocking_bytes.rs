// A promise has no value while the graph is built: a file is opened in a task.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(file: FlyteFile) -> i64 {
    let size = file.blocking_bytes().unwrap().len(); //~ hand the promise to a task
    square(size as i64)
}

fn main() {}
