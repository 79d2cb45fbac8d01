// An input has one default.
use flyte::prelude::*;

#[task]
fn double(#[default(3)] #[default(4)] n: i64) -> i64 { //~ leave one of them out
    n * 2
}

fn main() {}
