// A quantity has a unit of Kubernetes'.
use flyte::prelude::*;

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[workflow]
fn pipeline(n: i64) -> i64 {
    square(n).with(With::new().cpu("2").mem("4GB")) //~ write `4G`
}

fn main() {}
