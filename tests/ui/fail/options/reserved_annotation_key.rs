// The platform keeps one annotation for itself.
use flyte::prelude::*;

#[task]
fn double(#[flyte(annotation = { "cache-key-metadata": "x" })] x: i64) -> i64 { //~ choose another key
    x * 2
}

fn main() {}
