// The keys of a map are text, integers or `bool`.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Table {
    rows: HashMap<f64, i64>, //~ keys are `String`, integers or `bool`
}

fn main() {}
