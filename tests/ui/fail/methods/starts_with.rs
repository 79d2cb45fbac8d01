// A promise has no value while the graph is built: what is true of it is computed in a task.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline(name: String) -> String {
    if name.starts_with("a") { name } else { greet(name) } //~ compute a `bool` in a task
}

fn main() {}
