// Flyte has no literal for raw bytes, and an output is a literal.
use flyte::prelude::*;

#[derive(Outputs)]
struct Split {
    raw: bytes::Bytes, //~ put `Bytes` in a struct with `#[derive(FlyteType)]`, or use `FlyteFile`
    size: i64,
}

fn main() {}
