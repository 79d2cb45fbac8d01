// The interface names its types.
use flyte::prelude::*;

#[task]
fn greet(name: impl Into<String>) -> String { //~ write a concrete type
    name.into()
}

fn main() {}
