// The form of an enum on the wire is Flyte's.
use flyte::prelude::*;

#[derive(Serialize, FlyteType)]
#[serde(untagged)] //~ takes `rename` and `rename_all`
enum IntOrText {
    Int(i64),
    Text(String),
}

fn main() {}
