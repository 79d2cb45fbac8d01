// What a task fails with is an error.
use flyte::prelude::*;

#[task]
fn half(x: i64) -> Result<i64, i64> { //~ or an error of your own
    if x % 2 == 0 { Ok(x / 2) } else { Err(x) }
}

fn main() {}
