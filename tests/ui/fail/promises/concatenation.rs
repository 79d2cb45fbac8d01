// Text is put together in tasks.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline(name: String) -> String {
    greet(name + "!") //~ write a task that computes it
}

fn main() {}
