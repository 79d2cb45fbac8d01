// What travels is owned.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Name<'a> { //~ String
    text: &'a str,
}

fn main() {}
