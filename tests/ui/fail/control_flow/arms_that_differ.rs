// The arms of an `if` give one type.
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
fn pipeline(x: i64) -> i64 {
    if x > 3 {
        square(x)
    } else {
        greet("taxi") //~ the arms of this `if` differ
    }
}

fn main() {}
