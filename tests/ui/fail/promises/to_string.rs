// A promise has no value that could become text.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline(x: i64) -> String {
    greet(x.to_string()) //~ print it inside a task
}

fn main() {}
