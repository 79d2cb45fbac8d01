// What travels is owned, and is a type that Flyte has.
use flyte::prelude::*;

#[task]
fn show(given: Box<str>) { //~ write `String`
    drop(given);
}

fn main() {}
