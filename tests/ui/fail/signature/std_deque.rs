// What travels is owned, and is a type that Flyte has.
use flyte::prelude::*;

#[task]
fn show(given: std::collections::VecDeque<i64>) { //~ write `Vec<i64>`
    drop(given);
}

fn main() {}
