// A type has one form: what is generic is told once, and not again where the type is used.
use flyte::prelude::*;

#[derive(Clone, FlyteType)]
struct Pair<T> { //~ can't be generic
    left: T,
    right: T,
}

#[task]
fn swap(pair: Pair<i64>) -> Pair<i64> {
    Pair { left: pair.right, right: pair.left }
}

#[workflow]
fn pipeline(pair: Pair<i64>) -> Pair<i64> {
    swap(swap(pair))
}

fn main() {}
