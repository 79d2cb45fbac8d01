// A list says what its elements are.
use flyte::prelude::*;

#[task]
fn count(items: Vec) -> i64 { //~ add missing generic argument
    items.len() as i64
}

fn main() {}
