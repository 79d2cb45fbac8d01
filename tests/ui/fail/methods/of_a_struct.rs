// The methods of a user's own struct are called in tasks.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Config {
    rate: f64,
    epochs: i64,
}

impl Config {
    fn total(&self) -> f64 {
        self.rate * self.epochs as f64
    }
}

#[task]
fn half(x: f64) -> f64 {
    x / 2.0
}

#[workflow]
fn pipeline(config: Config) -> f64 {
    half(config.total()) //~ call it in a task that takes the value
}

fn main() {}
