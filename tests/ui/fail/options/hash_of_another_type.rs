// The function that hashes an input takes a reference to it.
use flyte::prelude::*;

fn digest(text: &String) -> usize {
    text.len()
}

#[task]
fn double(#[flyte(hash = digest)] x: i64) -> i64 { //~ expected `&String`, found `&i64`
    x * 2
}

fn main() {}
