// Each name on the wire is one field's.
use flyte::prelude::*;

#[derive(FlyteType)]
struct User {
    name: String,
    #[serde(alias = "name")]
    login: String, //~ rename one of them
}

fn main() {}
