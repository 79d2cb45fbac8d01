//! `cargo run --example failures` retries a flaky task, lets one element of a map fail, and prints what came through.

use std::sync::atomic::{AtomicI64, Ordering};

use flyte::prelude::*;

/// Fails twice, then works: an ordinary error is tried again while there are retries.
#[task(retries = 3, timeout = "5s")]
async fn fetch(page: i64) -> Result<String> {
    static TRIES: AtomicI64 = AtomicI64::new(0);
    let attempt = TRIES.fetch_add(1, Ordering::Relaxed);
    if attempt < 2 {
        return Err(Error::msg(format!("connection lost (attempt {attempt})")));
    }
    Ok(format!("{page},{},oops,{}", page + 1, page + 2))
}

/// Reads one number: no retry mends a wrong text, so it says `fatal`.
#[task(retries = 3)]
fn parse(text: String) -> Result<i64> {
    text.parse().map_err(|error| Error::fatal(error).context(format!("{text:?}")))
}

/// Cuts at commas.
#[task]
fn cut(line: String) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

/// Counts what could be read.
#[task]
fn tally(numbers: Vec<Option<i64>>) -> String {
    let good: Vec<i64> = numbers.iter().flatten().copied().collect();
    format!("{} of {} numbers: {good:?}", good.len(), numbers.len())
}

/// Three of four is good enough.
#[workflow]
fn import(#[default(7)] page: i64) -> String {
    tally(cut(fetch(page)).map(parse).min_success_ratio(0.75))
}

fn main() -> ExitCode {
    flyte::main()
}
