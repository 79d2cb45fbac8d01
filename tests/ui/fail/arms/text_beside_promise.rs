// Arms give the same type: beside a promise stands a promise.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline(n: i64) -> String {
    if n > 3 {
        greet("you")
    } else {
        "nobody" //~ write `promise(…)` around a plain value
    }
}

fn main() {}
