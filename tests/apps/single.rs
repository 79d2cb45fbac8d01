//! One workflow, which therefore is the main one.

use flyte::prelude::*;

/// Greets.
#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn greeting(#[default("world")] name: String) -> String {
    greet(name)
}

fn main() -> ExitCode {
    flyte::main()
}
