// A tuple in a `Result` has at most twelve items.
use flyte::prelude::*;

#[task]
fn sizes() -> Result<(i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64)> { //~ a tuple of outputs has at most 12 items
    todo!()
}

fn main() {}
