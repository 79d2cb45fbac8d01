// A workflow ends in what its signature says.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline(name: String) -> i64 {
    greet(name) //~ expected `Promise<i64>`
}

fn main() {}
