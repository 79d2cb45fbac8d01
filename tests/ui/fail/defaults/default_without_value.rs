// A default stands in parentheses.
use flyte::prelude::*;

#[task]
fn double(#[default = 3] n: i64) -> i64 { //~ `#[default(3)]`
    n * 2
}

fn main() {}
