// Two columns of a table have two names.
use flyte::prelude::*;

#[derive(Columns)]
#[serde(rename_all = "lowercase")]
struct Row {
    price: f64,
    #[serde(rename = "price")]
    tip: f64, //~ two columns are called `price`
}

fn main() {}
