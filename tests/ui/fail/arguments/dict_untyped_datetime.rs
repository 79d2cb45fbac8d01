// Untyped data holds what JSON holds: a time is text in it.
use flyte::prelude::*;

#[task]
fn keys(data: Value) -> i64 {
    i64::from(data == Value::Nil)
}

#[workflow]
fn pipeline() -> i64 {
    keys(Value::Text(chrono::Utc::now())) //~ expected `String`, found `DateTime<Utc>`
}

fn main() {}
