// How a value is stored is said by `impl Storable`.
use flyte::custom::Stored;
use flyte::prelude::*;

#[derive(Debug)]
struct Image(Vec<u8>);

#[task]
fn width(image: Stored<Image>) -> i64 { //~ impl flyte::custom::Storable for Image
    0
}

fn main() {}
