// A trait that the value implements is not one of its promise.
use flyte::prelude::*;

trait Score {
    fn score(&self) -> f64;
}

#[derive(FlyteType)]
struct Config {
    rate: f64,
    epochs: i64,
}

impl Score for Config {
    fn score(&self) -> f64 {
        self.rate
    }
}

#[workflow]
fn pipeline(config: Config) -> f64 {
    config.score() //~ call it in a task that takes the value
}

fn main() {}
