// The form of an enum on the wire is Flyte's.
use flyte::prelude::*;

#[derive(Serialize, FlyteType)]
#[serde(untagged)] //~ lets it travel as another
enum IntOrText {
    Int(i64),
    Text(String),
}

fn main() {}
