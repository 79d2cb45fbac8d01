// An option that nobody knows is a slip of the pen.
use flyte::prelude::*;

#[task(retrys = 3)] //~ did you mean `retries`?
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
