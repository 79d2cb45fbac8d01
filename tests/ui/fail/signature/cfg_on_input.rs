// The interface is the same in every build.
use flyte::prelude::*;

#[task]
fn add(a: i64, #[cfg(unix)] b: i64) -> i64 { //~ put it on the whole function
    a + b
}

fn main() {}
