// A struct that contains itself has no schema that ends.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Tree {
    value: i64,
    children: Vec<Tree>, //~ contains itself
}

fn main() {}
