// The attributes of serde that change a value aren't honoured, so they are refused.
use flyte::prelude::*;

mod seconds {
    pub fn serialize<S: serde::Serializer>(x: &i64, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_i64(*x * 60)
    }
}

#[derive(Serialize, FlyteType)]
struct Wait {
    #[serde(serialize_with = "seconds::serialize")] //~ its form follows from its type
    minutes: i64,
}

fn main() {}
