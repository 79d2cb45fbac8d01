// Text is put together in tasks.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline(x: i64) -> String {
    greet(format!("number {x}")) //~ print it inside a task
}

fn main() {}
