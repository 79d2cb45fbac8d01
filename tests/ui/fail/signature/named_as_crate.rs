// A task's name is a type too: it would hide the crate.
use flyte::prelude::*;

#[task]
fn std(x: i64) -> i64 { //~ rename it, as `std_of`
    x * x
}

fn main() {}
