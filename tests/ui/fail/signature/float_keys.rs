// The keys of a map are text, integers or `bool`.
use flyte::prelude::*;

#[task]
fn size(table: HashMap<f64, i64>) -> i64 { //~ keys are `String`, integers or `bool`
    table.len() as i64
}

fn main() {}
