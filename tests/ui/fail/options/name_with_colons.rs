// The name of a task has dots, as Flyte's names have.
use flyte::prelude::*;

#[task(name = "team::double")] //~ letters, digits, `.`, `_` and `-`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
