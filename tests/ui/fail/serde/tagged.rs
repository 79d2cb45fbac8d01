// An enum with data is a union of Flyte's: its form is not serde's to choose.
use flyte::prelude::*;

#[derive(Serialize, Deserialize, FlyteType)]
#[serde(tag = "kind")] //~ write `#[flyte(via)]` on the type
enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

fn main() {}
