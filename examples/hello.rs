//! `cargo run --example hello` runs two tasks in a row and prints `HELLO WORLD`.

use flyte::prelude::*;

/// Says hello.
#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

/// Says it louder.
#[task]
fn shout(text: String) -> String {
    text.to_uppercase()
}

/// Greets somebody, loudly.
#[workflow]
fn hello(#[default("world")] name: String) -> String {
    shout(greet(name))
}

fn main() -> ExitCode {
    flyte::main()
}
