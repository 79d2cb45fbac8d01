// What travels is owned.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Name {
    text: &'static str, //~ write `String`
}

fn main() {}
