// A value is written and read under one name.
use flyte::prelude::*;

#[derive(Serialize, Deserialize, FlyteType)]
struct User {
    #[serde(rename(serialize = "user", deserialize = "login"))] //~ and `alias = "…"` for another that is read
    name: String,
}

fn main() {}
