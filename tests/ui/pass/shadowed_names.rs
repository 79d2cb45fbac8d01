// Generated code doesn't use the names that a file may give to something else.
#![allow(dead_code)]

use flyte::{FlyteType, Outputs, task, workflow};

struct Result;
struct Option;
struct Vec;
struct String;
struct Box;
struct Ok;
struct Err;
struct Some;
struct None;
struct Promise;
struct Error;
struct Send;
struct Default;
struct Into;
struct From;
struct Clone;
struct Iterator;
mod std {}
mod core {}
mod serde {}

#[derive(FlyteType)]
struct Point {
    x: f64,
    tags: ::std::vec::Vec<::std::string::String>,
    note: ::std::option::Option<i64>,
}

#[derive(FlyteType)]
enum Shape {
    Dot(Point),
    Circle { radius: f64 },
    Nothing,
}

#[derive(Outputs)]
struct Split {
    left: i64,
    right: i64,
}

#[task(cache = "1")]
fn split(x: i64, #[default(::std::option::Option::None)] y: ::std::option::Option<i64>) -> Split {
    Split { left: x, right: y.unwrap_or(x) }
}

#[task]
fn shape(point: Point) -> Shape {
    if point.x > 0.0 { Shape::Dot(point) } else { Shape::Circle { radius: 1.0 } }
}

#[workflow]
fn pipeline(x: i64, point: Point) -> Split {
    shape(point);
    let parts = split(x, ::flyte::default());
    let left = if x == 3 { parts.left } else { parts.right };
    SplitPromises { left, right: x }
}

pub(crate) fn main() {
    assert!(pipeline::definition().graph().is_ok());
}
