// Inside a struct a duration is a float, and no tag is beside it.
use chrono::TimeDelta;
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(python)]
enum Delay {
    Seconds(f64),
    Span(TimeDelta),
}

#[derive(FlyteType)]
struct Job { //~ nothing else tells `Seconds` and `Span` apart
    delay: Delay,
}

fn main() {}
