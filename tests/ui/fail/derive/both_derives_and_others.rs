// What stands between the two changes nothing.
use flyte::prelude::*;

#[derive(Debug, FlyteType, Clone, Outputs, PartialEq)] //~ or `FlyteType` if it is one value
struct Split {
    #[serde(default)]
    train: i64,
    test: String,
}

fn main() {}
