// An option that nobody knows is a slip of the pen.
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(pyton)] //~ did you mean `python`?
enum Value {
    Int(i64),
    Text(String),
}

fn main() {}
