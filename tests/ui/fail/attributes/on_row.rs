// A row has one attribute of ours.
use flyte::prelude::*;

#[derive(Columns)]
#[flyte(annotation = { "unit": "cm" })] //~ a row takes `#[flyte(arrow_schema)]`
pub struct Trip {
    pub miles: f64,
}

fn main() {}
