// An enum is compared in an `if`, or matched in a task.
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
fn pipeline(n: i64) -> i64 {
    match speed() { //~ compare it in an `if`
        Speed::Fast => n,
        Speed::Slow => promise(0),
    }
}

fn main() {}
