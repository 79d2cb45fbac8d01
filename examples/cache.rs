//! `cargo run --example cache` computes once and finds the result in the cache when it is run again; it prints the result
//! and says on standard error which it was.

use flyte::prelude::*;

/// The length of the longest Collatz sequence that starts below `limit`. Same version, same inputs, same result: so it is
/// computed once on this machine. Another version, or a changed interface, computes anew.
#[task(cache(version = "1", ignore(label)))]
fn longest(limit: i64, label: String) -> i64 {
    println!("computing {label} …");
    let length = |start: i64| {
        std::iter::successors(Some(start), |n| match n {
            1 => None,
            n if n % 2 == 0 => Some(n / 2),
            n => Some(3 * n + 1),
        })
        .count() as i64
    };
    (1..limit).map(length).max().unwrap_or(0)
}

/// Looks below `limit`. The label does not count for the cache.
#[workflow]
fn collatz(#[default(30_000)] limit: i64, #[default("Collatz")] label: String) -> i64 {
    longest(limit, label)
}

fn main() -> ExitCode {
    flyte::main()
}
