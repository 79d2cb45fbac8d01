// A task is a function.
use flyte::prelude::*;

#[task]
struct Train; //~ function

fn main() {}
