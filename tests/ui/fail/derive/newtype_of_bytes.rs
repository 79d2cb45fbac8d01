// Flyte has no literal of raw bytes.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Blob(bytes::Bytes); //~ use `FlyteFile`

fn main() {}
