// `.into()` alone has no type: pass the `&str` itself.
use flyte::prelude::*;

#[task]
fn greet(name: String) -> String {
    format!("hello {name}")
}

#[workflow]
fn pipeline() -> String {
    greet("taxi".into()) //~ type annotations needed
}

fn main() {}
