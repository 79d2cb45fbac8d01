// Generated code names everything by its full path.
#![no_implicit_prelude]

use ::flyte::{FlyteType, Outputs, task, workflow};

#[derive(FlyteType)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(FlyteType)]
enum Color {
    Red,
    Green,
}

#[derive(FlyteType)]
enum Shape {
    Dot(Point),
    Named { color: Color },
    Nothing,
}

#[derive(FlyteType)]
struct Height(f64);

#[derive(FlyteType)]
#[flyte(via)]
struct Code(u8);

impl ::flyte::custom::Via for Code {
    type Repr = i64;

    fn to_repr(&self) -> ::flyte::Result<i64> {
        ::flyte::Result::Ok(::std::convert::From::from(self.0))
    }

    fn from_repr(code: i64) -> ::flyte::Result<Code> {
        ::flyte::Result::Ok(Code(code as u8))
    }
}

#[task]
fn height(code: Code) -> Height {
    Height(::std::convert::From::from(code.0))
}

#[derive(Outputs)]
struct Split {
    left: i64,
    right: i64,
}

#[task(cache = "1", retries = 2, timeout = "1m", requests(cpu = "1"), env(A = "b"), secrets("c"))]
fn split(#[default(3)] x: i64) -> Split {
    Split { left: x, right: x + 1 }
}

#[task]
async fn fallible(x: i64) -> ::std::result::Result<i64, ::flyte::Error> {
    ::std::result::Result::Ok(x)
}

#[task]
fn shape(x: i64) -> Shape {
    match x {
        0 => Shape::Nothing,
        1 => Shape::Named { color: Color::Red },
        2 => Shape::Named { color: Color::Green },
        _ => Shape::Dot(Point { x: 0.0, y: 1.0 }),
    }
}

#[workflow]
fn pipeline(x: i64, flag: bool) -> Split {
    let parts = split(x);
    let (a, b) = (parts.left, parts.right);
    let left = if a > 3 && !flag { fallible(a) } else { fallible(b) };
    for i in [1i64, 2] {
        shape(i);
    }
    if height(Code(1)).0 > 0.5 {
        shape(0);
    } else {
        shape(1);
    }
    SplitPromises { left, right: b }
}

pub(crate) fn main() {
    ::std::assert!(pipeline::definition().graph().is_ok());
    ::std::assert_eq!(split::call(1).right, 2);
}
