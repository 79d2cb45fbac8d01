//! `cargo run --example outputs` names the outputs of a task, hands them on one by one, and prints two of them.

use flyte::prelude::*;

/// A list in two parts.
#[derive(Debug, Outputs)]
struct Split {
    /// What a model learns from.
    train: Vec<f64>,
    /// What it is measured with.
    test: Vec<f64>,
}

/// Keeps the last `held_back` values for testing.
#[task]
fn split(values: Vec<f64>, held_back: i64) -> Result<Split> {
    let at = values.len().checked_sub(usize::try_from(held_back)?).ok_or_else(|| {
        Error::fatal(format!("only {} values to hold {held_back} back", values.len()))
    })?;
    let (train, test) = values.split_at(at);
    Ok(Split { train: train.to_vec(), test: test.to_vec() })
}

/// The mean, and the error that it makes: a tuple is two outputs, `o0` and `o1`.
#[task]
fn fit(train: Vec<f64>, test: Vec<f64>) -> (f64, f64) {
    let mean = train.iter().sum::<f64>() / train.len() as f64;
    let error = test.iter().map(|value| (value - mean).abs()).sum::<f64>() / test.len() as f64;
    (mean, error)
}

/// What the workflow gives.
#[derive(Debug, Outputs)]
struct Report {
    mean: f64,
    error: f64,
}

/// Splits, fits and reports.
#[workflow]
fn evaluate(#[default(vec![2.0, 4.0, 6.0, 5.0])] values: Vec<f64>) -> Report {
    let parts = split(values, 1);
    let (mean, error) = fit(parts.train, parts.test);
    ReportPromises { mean, error }
}

fn main() -> ExitCode {
    flyte::main()
}
