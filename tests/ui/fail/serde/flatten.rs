// The attributes of serde that change the shape aren't honoured, so they are refused.
use flyte::prelude::*;

#[derive(Serialize, FlyteType)]
struct Point {
    x: f64,
    #[serde(flatten)] //~ takes `rename`, `default` and `skip`
    more: HashMap<String, f64>,
}

fn main() {}
