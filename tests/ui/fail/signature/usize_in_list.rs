// The rules for types hold inside lists too.
use flyte::prelude::*;

#[task]
fn lengths(names: Vec<String>) -> Vec<usize> { //~ write `u64` or `i64`
    names.iter().map(String::len).collect()
}

fn main() {}
