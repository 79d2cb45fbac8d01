// What travels is owned, and is a type that Flyte has.
use flyte::prelude::*;

#[task]
fn show(given: &std::path::Path) { //~ write `PathBuf`
    drop(given);
}

fn main() {}
