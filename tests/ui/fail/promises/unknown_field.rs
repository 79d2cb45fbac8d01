// A promise has the fields of its value.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Model {
    accuracy: f64,
}

#[task]
fn train(epochs: i64) -> Model {
    Model { accuracy: 1.0 / epochs as f64 }
}

#[workflow]
fn pipeline(x: i64) -> f64 {
    let model = train(x);
    model.acuracy //~ a field with a similar name exists
}

fn main() {}
