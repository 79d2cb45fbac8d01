// An optional has no type of its own on the wire.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Maybe(Option<i64>); //~ `struct Maybe(i64);`, and `Option<Maybe>`

fn main() {}
