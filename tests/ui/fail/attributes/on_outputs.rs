// An attribute speaks of one output, not of all.
use flyte::prelude::*;

#[derive(Outputs)]
#[flyte(annotation = { "unit": "cm" })] //~ put it on the field
pub struct Parts {
    pub head: String,
    pub rest: String,
}

fn main() {}
