// A task's name is a type too: it would hide what everyone means by it.
use flyte::prelude::*;

#[task]
#[allow(non_snake_case)]
fn Vec(x: i64) -> i64 { //~ rename it in lower case
    x * x
}

fn main() {}
