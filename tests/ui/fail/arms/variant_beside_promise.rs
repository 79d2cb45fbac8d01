// The variant of an enum is a plain value.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Speed {
    Fast,
    Slow,
}

#[task]
fn speed() -> Speed {
    Speed::Fast
}

#[workflow]
fn pipeline(n: i64) -> Speed {
    if n > 3 {
        speed()
    } else {
        Speed::Slow //~ write `promise(…)` around a plain value
    }
}

fn main() {}
