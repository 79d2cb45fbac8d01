// All rows have the same columns.
use flyte::prelude::*;

#[derive(Columns)]
enum Row { //~ all rows of a table have the same columns
    Trip { price: f64 },
    Stop,
}

fn main() {}
