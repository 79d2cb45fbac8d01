// A variant takes an annotation and nothing else.
use flyte::prelude::*;

#[derive(FlyteType)]
pub enum Length {
    #[flyte(anotation = { "unit": "cm" })] //~ did you mean `annotation`?
    Metric(f64),
    Named(String),
}

fn main() {}
