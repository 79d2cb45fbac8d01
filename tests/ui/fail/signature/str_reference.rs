// An input is owned: it has come from another machine.
use flyte::prelude::*;

#[task]
fn greet(name: &str) -> String { //~ write `String`
    format!("hello {name}")
}

fn main() {}
