// What is in a struct around one value has to be a Flyte type.
use flyte::prelude::*;

struct Inner;

#[derive(FlyteType)]
struct Outer(Inner); //~ not a type that Flyte can carry

fn main() {}
