// Two fields have two names on the wire.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Point {
    x: f64,
    #[serde(rename = "x")]
    y: f64, //~ rename one of them
}

fn main() {}
