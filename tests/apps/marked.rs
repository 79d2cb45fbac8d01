//! Two workflows, one of them marked as the main one.

use flyte::prelude::*;

#[task]
fn double(number: i64) -> i64 {
    number * 2
}

#[workflow(main)]
fn first(#[default(21)] number: i64) -> i64 {
    double(number)
}

#[workflow]
fn second(number: i64) -> i64 {
    double(double(number))
}

fn main() -> ExitCode {
    flyte::main()
}
