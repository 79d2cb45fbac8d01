// A struct is put together where there are values: in a task, or as a struct of promises.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[derive(Outputs)]
struct Split {
    train: i64,
    test: i64,
}

#[workflow]
fn pipeline(n: i64) -> Split {
    Split { train: square(n), test: 3 } //~ `SplitPromises { train, test }`
}

fn main() {}
