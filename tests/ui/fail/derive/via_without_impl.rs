// What a type travels as is said by `impl Via`.
use flyte::prelude::*;

#[derive(FlyteType)]
#[flyte(via)]
struct Color(u8, u8, u8); //~ impl flyte::custom::Via for Color

fn main() {}
