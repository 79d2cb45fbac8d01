// A mistake in a type is told where it is, and not again where the type is used.
use flyte::prelude::*;

#[derive(Clone, FlyteType)]
struct Model {
    size: usize, //~ write `u64` or `i64`
    name: String,
}

#[task]
fn train(n: i64) -> Model {
    Model { size: n as usize, name: "taxi".to_owned() }
}

#[task]
fn publish(name: String, models: Vec<Model>) -> String {
    name
}

#[workflow]
fn pipeline(n: i64) -> String {
    let model = train(n);
    publish(model.name, vec![model])
}

fn main() {}
