// A type on the wire is one type: it has no parameters.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Pair<T> { //~ concrete type
    left: T,
    right: T,
}

fn main() {}
