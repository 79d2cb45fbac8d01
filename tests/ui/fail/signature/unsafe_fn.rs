// A task is called by the engine, which can keep no promise for its author.
use flyte::prelude::*;

#[task]
unsafe fn double(x: i64) -> i64 { //~ drop `unsafe`
    x * 2
}

fn main() {}
