// `None` is no file.
use flyte::prelude::*;

#[task]
fn size(file: FlyteFile) -> Result<i64> {
    Ok(file.blocking_bytes()?.len() as i64)
}

#[workflow]
fn pipeline() -> i64 {
    size(None) //~ expected `flyte::FlyteFile`
}

fn main() {}
