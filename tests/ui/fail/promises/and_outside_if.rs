// `&&` of promises is the condition of an `if`.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(a: bool, b: bool) -> bool {
    let both = a && b; //~ expected `bool`, found `Promise<bool>`
    if both { a } else { b }
}

fn main() {}
