// What travels is owned, and is a type that Flyte has.
use flyte::prelude::*;

#[task]
fn show(given: &[&str]) { //~ write `Vec<String>`
    drop(given);
}

fn main() {}
