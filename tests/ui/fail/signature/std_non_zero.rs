// What travels is owned, and is a type that Flyte has.
use flyte::prelude::*;

#[task]
fn show(given: std::num::NonZeroU32) { //~ write `u32`
    drop(given);
}

fn main() {}
