// The values of an enum are texts.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Numbers {
    #[serde(rename = 1)] //~ text in quotes
    One,
    #[serde(rename = "2")]
    Two,
}

fn main() {}
