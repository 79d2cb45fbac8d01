// An input has a name, also if the body doesn't use it.
use flyte::prelude::*;

#[task]
fn ignore(_: i64) {} //~ write `_unused` for `_`

fn main() {}
