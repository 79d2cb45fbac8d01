// Named outputs have names.
use flyte::prelude::*;

#[derive(Outputs)]
struct Split(Vec<i64>, Vec<i64>); //~ or return a tuple

fn main() {}
