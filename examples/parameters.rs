//! `cargo run --example parameters` takes inputs that no struct describes: a map of mixed values, and prints what it found.

use flyte::prelude::*;

/// Reads the values that it knows.
#[task]
fn describe(params: LiteralMap) -> Result<String> {
    let rounds = params.get::<i64>("rounds")?;
    let rate: f64 = params.get("rate")?;
    Ok(format!("{rounds} rounds at {rate}"))
}

/// Parameters for the example.
#[task]
fn parameters() -> Result<LiteralMap> {
    let mut params = LiteralMap::new();
    params.insert("rounds", 3_i64)?;
    params.insert("rate", 0.5)?;
    Ok(params)
}

/// From mixed values to a text.
#[workflow]
fn describe_parameters() -> String {
    describe(parameters())
}

fn main() -> ExitCode {
    flyte::main()
}
