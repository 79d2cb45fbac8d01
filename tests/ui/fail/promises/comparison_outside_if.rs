// A comparison of promises is the condition of an `if`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(m: i64) -> i64 {
    let hot = m > 3; //~ write the comparison in the `if`
    if hot { square(m) } else { m }
}

fn main() {}
