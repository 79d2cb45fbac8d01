// A promise has no value while the graph is built: what is true of it is computed in a task.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn table() -> HashMap<String, i64> {
    HashMap::new()
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if table().contains_key("a") { n } else { square(n) } //~ compute a `bool` in a task
}

fn main() {}
