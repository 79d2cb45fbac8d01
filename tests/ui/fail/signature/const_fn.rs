// A task runs at run time.
use flyte::prelude::*;

#[task]
const fn double(x: i64) -> i64 { //~ drop `const`
    x * 2
}

fn main() {}
