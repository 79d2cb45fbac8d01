// An attribute on the function speaks of its one output.
use flyte::prelude::*;

#[derive(Outputs)]
pub struct Parts {
    pub head: String,
    pub rest: String,
}

#[task]
#[flyte(annotation = { "unit": "cm" })]
pub fn split(text: String) -> Parts { //~ put it on a field of `Parts`
    Parts { head: text.clone(), rest: text }
}

fn main() {}
