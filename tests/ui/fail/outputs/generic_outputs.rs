// The interface of a task is fixed.
use flyte::prelude::*;

#[derive(Outputs)]
struct Split<T> { //~ concrete type
    train: T,
    test: T,
}

fn main() {}
