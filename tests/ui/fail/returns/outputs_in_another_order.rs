// The outputs of a tuple have an order.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline(x: i64) -> (String, i64) {
    (square(x), greet("taxi")) //~ or a value or tuple that makes one
}

fn main() {}
