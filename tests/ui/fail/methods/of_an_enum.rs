// The methods of an enum are called in tasks, also for a condition.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Speed {
    Fast,
    Slow,
}

impl Speed {
    fn is_fast(&self) -> bool {
        matches!(self, Speed::Fast)
    }
}

#[task]
fn square(n: i64) -> i64 {
    n * n
}

#[workflow]
fn pipeline(speed: Speed, n: i64) -> i64 {
    if speed.is_fast() { n } else { square(n) } //~ a promise has no such method
}

fn main() {}
