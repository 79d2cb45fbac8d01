// A row has no attributes of ours.
use flyte::prelude::*;

#[derive(Columns)]
#[flyte(annotation = { "unit": "cm" })] //~ has no meaning on a row
pub struct Trip {
    pub miles: f64,
}

fn main() {}
