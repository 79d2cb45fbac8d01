// What travels is owned, and is a type that Flyte has.
use flyte::prelude::*;

#[task]
fn show(given: std::ops::Range<i64>) { //~ a struct
    drop(given);
}

fn main() {}
