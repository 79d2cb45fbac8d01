// A map's task takes the element.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline(xs: Vec<i64>) -> Vec<String> {
    xs.map(greet) //~ this input is
}

fn main() {}
