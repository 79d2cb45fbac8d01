// An enum whose variants lead back to it.
use flyte::prelude::*;

#[derive(FlyteType)]
enum Expression { //~ `Expression` contains itself, through `Expression::Sum` and `Pair.left`
    Number(i64),
    Sum(Box<Pair>),
    Negative { of: Box<Pair> },
}

#[derive(FlyteType)]
struct Pair {
    left: Expression,
    right: Expression,
}

fn main() {}
