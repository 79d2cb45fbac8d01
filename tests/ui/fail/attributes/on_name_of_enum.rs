// An enum of names is one type: a name has no annotation.
use flyte::prelude::*;

#[derive(FlyteType)]
pub enum Color {
    #[flyte(annotation = { "hex": "f00" })] //~ put it on the input or output
    Red,
    Green,
}

fn main() {}
