//! Asynchronous tasks that hold every thread of the runtime.

use std::process::ExitCode;
use std::time::Duration;

use flyte::prelude::*;

#[task(timeout = "1s", retries = 1)]
async fn hog(seconds: i64) -> i64 {
    std::thread::sleep(Duration::from_secs(seconds.unsigned_abs()));
    seconds
}

#[task]
fn sum(numbers: Vec<i64>) -> i64 {
    numbers.iter().sum()
}

#[workflow]
fn hogs(seconds: i64) -> i64 {
    sum((0..64).map(|_| hog(seconds)).collect::<Vec<_>>())
}

fn main() -> ExitCode {
    flyte::main()
}
