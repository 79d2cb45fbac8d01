//! Two tasks of one name.

use flyte::prelude::*;

#[task(name = "shop.total")]
fn total(number: i64) -> i64 {
    number
}

#[task(name = "shop.total")]
fn sum(number: i64) -> i64 {
    number
}

fn main() -> ExitCode {
    flyte::main()
}
