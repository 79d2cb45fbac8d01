// A quantity has a unit of Kubernetes'.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(n).with(With::new().name("big").cpu("2 cores")) //~ has a space
}

fn main() {}
