// Flyte has no literal for raw bytes.
use bytes::Bytes;
use flyte::prelude::*;

#[task]
fn size(data: Bytes) -> i64 { //~ put `Bytes` in a struct with `#[derive(FlyteType)]`, or use `FlyteFile`
    data.len() as i64
}

fn main() {}
