// A struct around one value has no name on the wire.
use flyte::prelude::*;

#[derive(FlyteType)]
#[serde(rename = "temperature")] //~ takes `transparent`
struct Celsius(f64);

fn main() {}
