// The name of an image is no address of a page.
use flyte::prelude::*;

#[task(container_image = "https://ghcr.io/team/train")] //~ drop `https://`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
