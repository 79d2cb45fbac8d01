// Outside a workflow a call gives its value when it is awaited.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

async fn run() -> Result<i64> {
    let nine: i64 = square(3); //~ expected `i64`, found `Promise<i64>`
    Ok(nine)
}

fn main() {
    drop(run());
}
