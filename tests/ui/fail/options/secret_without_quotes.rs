// A secret is named by text.
use flyte::prelude::*;

#[task(secrets(TOKEN))] //~ write `secrets("group/key")`
fn double(x: i64) -> i64 {
    x * 2
}

fn main() {}
