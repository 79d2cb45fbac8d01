//! `cargo run --example fan_out` counts primes below each of six numbers, four at a time, and prints the counts and their
//! sum.

use flyte::prelude::*;

/// How many primes there are below `n`.
#[task]
fn primes_below(n: i64) -> i64 {
    (2..n).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0)).count() as i64
}

/// Scales a number.
#[task]
fn times(x: i64, factor: i64) -> i64 {
    x * factor
}

/// Adds numbers up.
#[task]
fn sum(xs: Vec<i64>) -> i64 {
    xs.iter().sum()
}

/// Counts primes below many numbers at once. `factor` is the same for every element.
#[workflow]
fn fan_out(
    #[default(vec![10, 100, 1_000, 5_000, 10_000, 20_000])] limits: Vec<i64>,
    #[default(1)] factor: i64,
) -> (Vec<i64>, i64) {
    let counts = limits.map(primes_below).concurrency(4).map(|count| times(count, factor));
    (counts, sum(counts))
}

fn main() -> ExitCode {
    flyte::main()
}
