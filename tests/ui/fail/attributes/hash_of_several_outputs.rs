// A hash on the function is one of its one output.
use flyte::prelude::*;

#[derive(Outputs)]
pub struct Parts {
    pub head: String,
    pub rest: String,
}

fn length(parts: &Parts) -> usize {
    parts.head.len()
}

#[task]
#[flyte(hash = length)]
pub fn split(text: String) -> Result<Parts> { //~ put it on a field of `Parts`
    Ok(Parts { head: text.clone(), rest: text })
}

fn main() {}
