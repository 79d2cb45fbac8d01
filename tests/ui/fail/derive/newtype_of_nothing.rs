// A struct around nothing has no values to tell apart.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Nothing(()); //~ would hold nothing

fn main() {}
