// All mistakes are told at once.
use flyte::prelude::*;

#[derive(Columns)]
struct Row {
    size: usize, //~ write `u64` or `i64`
    name: &'static str,
    #[serde(flatten)]
    rest: Vec<Row>,
}

fn main() {}
