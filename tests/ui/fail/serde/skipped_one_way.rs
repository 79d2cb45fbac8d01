// What is written is read back: a field can't be left out one way.
use flyte::prelude::*;

#[derive(Serialize, Deserialize, FlyteType)]
struct User {
    name: String,
    #[serde(skip_serializing)] //~ nothing could be read back
    password: String,
}

fn main() {}
