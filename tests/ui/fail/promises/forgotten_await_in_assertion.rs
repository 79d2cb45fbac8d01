// Outside a workflow a call gives its value when it is awaited, also in a test.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

fn main() {
    assert_eq!(square(3), 9); //~ `.await` the promise
}
