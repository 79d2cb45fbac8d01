// Inputs are owned, so a task needs no lifetimes.
use flyte::prelude::*;

#[task]
fn first<'a>(names: Vec<String>) -> String { //~ has no lifetimes
    names[0].clone()
}

fn main() {}
