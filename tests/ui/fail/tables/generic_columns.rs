// The columns are fixed.
use flyte::prelude::*;

#[derive(Columns)]
struct Row<T> { //~ the row `Row` can't be generic
    price: T,
}

fn main() {}
