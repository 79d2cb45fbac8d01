// What travels is owned, and is a type that Flyte has.
use flyte::prelude::*;

#[task]
fn show(given: &dyn std::fmt::Display) { //~ an enum of the choices
    drop(given);
}

fn main() {}
