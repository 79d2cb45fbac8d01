// `rename_all` takes the cases that serde knows.
use flyte::prelude::*;

#[derive(FlyteType)]
#[serde(rename_all = "Camel")] //~ camelCase
struct Point {
    first_axis: f64,
}

fn main() {}
