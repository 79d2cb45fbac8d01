// A mistake in an enum is told where it is, and not again where the enum is used.
use flyte::prelude::*;

#[derive(Clone, PartialEq, FlyteType)]
#[serde(rename_all = "Snake")] //~ unknown style `Snake`
enum Color {
    Red,
    Green,
}

#[task]
fn pick(n: i64) -> Color {
    if n > 3 { Color::Red } else { Color::Green }
}

#[workflow]
fn pipeline(n: i64) -> Color {
    let color = pick(n);
    if color == Color::Red { pick(3) } else { color }
}

fn main() {}
