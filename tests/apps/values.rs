//! Tasks that give back what the command line made of their inputs.

use std::time::Duration;

use flyte::prelude::*;

/// A struct whose default says more than its schema can.
#[derive(Debug, Clone, PartialEq, FlyteType)]
#[serde(default)]
struct Config {
    name: String,
    layers: Option<Vec<i64>>,
    least: i64,
    most: u64,
    odd: i64,
    endless: f64,
    unknown: f64,
    wait: Duration,
    style: Style,
    nested: Nested,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            name: "none".into(),
            layers: Some(vec![64, 8]),
            least: i64::MIN,
            most: u64::MAX,
            odd: (1 << 53) + 1,
            endless: f64::NEG_INFINITY,
            unknown: f64::NAN,
            wait: Duration::from_millis(1500),
            style: Style::Named { words: Some("w".into()) },
            nested: Nested::default(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Style {
    Plain,
    Named { words: Option<String> },
}

/// Defaults of fields.
#[derive(Debug, Clone, PartialEq, Default, FlyteType)]
struct Nested {
    #[serde(default = "seven")]
    seven: Option<i64>,
    #[serde(default = "limit")]
    limit: Limit,
    #[serde(default)]
    table: BTreeMap<String, Limit>,
    maybe: Option<i64>,
}

fn seven() -> Option<i64> {
    Some(7)
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Limit(u64);

impl Default for Limit {
    fn default() -> Self {
        limit()
    }
}

fn limit() -> Limit {
    Limit(u64::MAX - 1)
}

#[task]
fn config(c: Config) -> String {
    format!("{c:?}")
}

#[task]
fn configs(list: Vec<Nested>, map: BTreeMap<String, Config>) -> String {
    format!("{list:?} {map:?}")
}

fn main() -> ExitCode {
    flyte::main()
}
