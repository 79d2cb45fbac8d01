// A plain `return` gives what the signature says, too.
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
    let known = std::env::args().count() > 1;
    if known {
        return greet("taxi"); //~ expected `Promise<i64>`
    }
    square(x)
}

fn main() {}
