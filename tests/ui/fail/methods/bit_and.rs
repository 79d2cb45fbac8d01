// A promise has no value while the graph is built: conditions are joined by `&&`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn hot(n: i64) -> bool {
    n > 3
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    if hot(n) & hot(3) { n } else { square(n) } //~ write `&&` or `||`
}

fn main() {}
