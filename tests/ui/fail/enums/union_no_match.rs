// A value is no variant of an enum by itself.
use flyte::prelude::*;

#[derive(FlyteType)]
enum IntOrText {
    Int(i64),
    Text(String),
}

#[task]
fn show(value: IntOrText) -> String {
    match value {
        IntOrText::Int(number) => number.to_string(),
        IntOrText::Text(text) => text,
    }
}

#[workflow]
fn pipeline() -> String {
    show(1.5) //~ expected `IntOrText` or `Promise<IntOrText>`
}

fn main() {}
