// A struct is put together where there are values: in a task, or as a struct of promises.
use flyte::prelude::*;

#[task]
fn score(n: i64) -> f64 {
    n as f64
}

#[derive(FlyteType)]
struct Model {
    accuracy: f64,
    name: String,
}

#[task]
fn publish(model: Model) -> String {
    model.name
}

#[workflow]
fn pipeline(n: i64) -> String {
    let accuracy = score(n);
    publish(Model { accuracy, name: "taxi".to_owned() }) //~ but its promise was given
}

fn main() {}
