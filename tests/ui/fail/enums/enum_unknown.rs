// A text is no value of an enum: its variants are named.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Color {
    Red,
    Green,
}

#[task]
fn paint(color: Color) -> i64 {
    color as i64
}

#[workflow]
fn pipeline() -> i64 {
    paint("mauve") //~ expected `Color` or `Promise<Color>`
}

fn main() {}
