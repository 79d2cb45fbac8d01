//! `cargo run --example settings` orders calls without data, overrides one call's settings, calls a workflow like a task,
//! and prints `42`.

use flyte::prelude::*;

/// Prepares a place to work in.
#[task(requests(cpu = "100m", mem = "64Mi"), env(STAGE = "prepare"))]
fn prepare() {}

/// Works hard.
#[task(retries = 1, requests(cpu = "500m", mem = "1Gi"), limits(mem = "2Gi"))]
fn work(x: i64) -> i64 {
    x * 2
}

/// One round: a workflow is called like a task.
#[workflow]
fn round(x: i64) -> i64 {
    // More memory for this one call, under a name of its own.
    let hard = work(x).with(With::new().mem("4Gi").name("hard-work"));
    // Nothing flows from `prepare` to `work`, but it comes first.
    hard.after(prepare());
    hard
}

/// Two rounds.
#[workflow(main)]
fn rounds(#[default(10)] x: i64) -> i64 {
    let first = round(x);
    let mut total = vec![round(first), promise(1)];
    for extra in [1, 0] {
        total.push(promise(extra)); // plain values unroll
    }
    sum(total)
}

/// Adds up.
#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

fn main() -> ExitCode {
    flyte::main()
}
