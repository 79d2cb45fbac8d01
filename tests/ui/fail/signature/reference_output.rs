// An output is owned: it goes to another machine.
use flyte::prelude::*;

#[task]
fn name() -> &'static str { //~ write `String`
    "taxi"
}

fn main() {}
