// A Rust `union` doesn't say which of its fields is there.
use flyte::prelude::*;

#[derive(FlyteType)]
union Number { //~ enum
    int: i64,
    float: f64,
}

fn main() {}
