// Two fields have two names on the wire.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Point {
    x: f64,
    #[serde(rename = "x")] //~ another name
    y: f64,
}

fn main() {}
