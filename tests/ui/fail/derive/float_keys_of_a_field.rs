// Floats have no equality, so they are no keys.
use flyte::prelude::*;

use std::collections::BTreeMap;

#[derive(FlyteType)]
struct Table {
    rows: Vec<BTreeMap<f32, i64>>, //~ keys are `String`, integers or `bool`
}

fn main() {}
