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

#[workflow]
fn pipeline(n: i64) -> Model {
    Model { accuracy: score(n), name: "taxi".to_owned() } //~ make the struct in a task
}

fn main() {}
