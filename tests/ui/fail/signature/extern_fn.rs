// A task is called by the engine, not by C.
use flyte::prelude::*;

#[task]
extern "C" fn double(x: i64) -> i64 { //~ drop `extern`
    x * 2
}

fn main() {}
