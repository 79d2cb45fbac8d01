// `where` clauses speak of type parameters, and there are none.
use flyte::prelude::*;

#[task]
fn double(x: i64) -> i64
where //~ drop it
    i64: Copy,
{
    x * 2
}

fn main() {}
