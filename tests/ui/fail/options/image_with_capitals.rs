// The name of an image is lower case.
use flyte::prelude::*;

#[task(container_image = "ghcr.io/Team/train:v1")] //~ write `team`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
