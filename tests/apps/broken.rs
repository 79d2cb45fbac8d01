//! A program of which not all workflows can be built, for the tests of `list`.

use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// Adds one.
#[workflow]
fn healthy(x: i64) -> i64 {
    add(x, 1)
}

/// Looks beyond the end.
#[workflow]
fn panics(x: i64) -> i64 {
    let list = vec![x];
    list[2]
}

/// Uses an element outside its map.
#[workflow]
fn escapes(xs: Vec<i64>) -> i64 {
    let mut kept = promise(0);
    let _ = xs.map(|x| {
        kept = add(x, 1);
        kept
    });
    kept
}

/// Calls a broken one.
#[workflow]
fn calls_broken(x: i64) -> i64 {
    panics(x)
}

fn main() -> ExitCode {
    flyte::main()
}
