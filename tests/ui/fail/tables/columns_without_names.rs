// Columns have names.
use flyte::prelude::*;

#[derive(Columns)]
struct Row(f64, String); //~ write `struct Row { column_0: f64, column_1: String }`

fn main() {}
