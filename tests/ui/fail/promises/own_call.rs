// A call gives a promise; the body of a task that needs the value calls the body.
use flyte::prelude::*;

#[task]
fn factorial(n: i64) -> i64 {
    if n < 2 { 1 } else { n * factorial(n - 1) } //~ write `factorial::call(…)`
}

fn main() {}
