// The attributes of serde that change the shape aren't honoured, so they are refused.
use flyte::prelude::*;

#[derive(Serialize, FlyteType)]
struct Point {
    x: f64,
    #[serde(flatten)] //~ write the fields here
    more: HashMap<String, f64>,
}

fn main() {}
