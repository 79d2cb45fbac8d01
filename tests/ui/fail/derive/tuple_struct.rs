// The fields of a struct have names on the wire, if there is more than one.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Point(f64, f64); //~ named fields

fn main() {}
