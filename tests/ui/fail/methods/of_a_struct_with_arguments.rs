// A method with arguments and types is one of the value too.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Config {
    rate: f64,
    epochs: i64,
}

impl Config {
    fn scaled<T: Into<f64>>(self, by: T) -> Config {
        Config { rate: self.rate * by.into(), ..self }
    }
}

#[task]
fn train(config: Config) -> f64 {
    config.rate
}

#[workflow]
fn pipeline(config: Config) -> f64 {
    train(config.scaled::<f64>(2.0)) //~ call it in a task that takes the value
}

fn main() {}
