// An attribute stands in front of the variant, not in front of what it holds.
use flyte::prelude::*;

#[derive(FlyteType)]
pub enum Length {
    Metric(#[flyte(annotation = { "unit": "cm" })] f64), //~ put it in front of the variant's name
    Named(String),
}

fn main() {}
