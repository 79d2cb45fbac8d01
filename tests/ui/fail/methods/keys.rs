// A promise has no value while the graph is built: its elements aren't known.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[task]
fn table() -> HashMap<String, i64> {
    HashMap::new()
}

#[workflow]
fn pipeline(n: i64) -> String {
    for key in table().keys() { //~ a promise has no elements yet
        greet(key);
    }
    greet("all")
}

fn main() {}
