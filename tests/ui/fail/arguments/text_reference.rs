// A `&String` is borrowed, and an input is owned.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline() -> String {
    let name = String::from("taxi");
    greet(&name) //~ consider removing the leading `&`-reference
}

fn main() {}
