// A struct of values isn't filled up from a promise.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Config {
    rate: f64,
    epochs: i64,
}

#[task]
fn train(config: Config) -> f64 {
    config.rate
}

#[workflow]
fn pipeline(config: Config) -> f64 {
    train(Config { epochs: 3, ..config }) //~ its promise was given
}

fn main() {}
