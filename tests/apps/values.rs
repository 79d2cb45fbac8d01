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

/// Where something comes from.
#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Source {
    Nowhere,
    Local(String),
    Bucket { name: String },
}

/// One variant holds a value.
#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Words {
    Nothing,
    Words(String),
}

#[task]
fn source(src: Source, #[default(None)] words: Option<Words>) -> String {
    format!("{src:?} {words:?}")
}

#[task]
fn floats(
    #[default(0.0)] x: f64,
    #[default(vec![])] xs: Vec<f64>,
    #[default(Ratio(1.0))] r: Ratio,
) -> String {
    format!("{x} {xs:?} {r:?}")
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Ratio(f32);

/// Counts how often it really ran.
#[task(cache = "1")]
fn untyped(data: flyte::Value) -> flyte::Value {
    data
}

#[task]
fn keys(
    my_x: i64,
    #[default(BTreeMap::new())] map: BTreeMap<String, i64>,
) -> BTreeMap<String, i64> {
    let mut map = map;
    map.insert("my_x".into(), my_x);
    map
}

/// Spans of time everywhere.
#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Times {
    wait: Duration,
    maybe: Option<Duration>,
    all: Vec<Duration>,
    seconds: f64,
    at: chrono::DateTime<chrono::Utc>,
    bytes: bytes::Bytes,
}

#[task]
fn times(
    wait: Duration,
    all: Vec<Option<Duration>>,
    times: Times,
) -> (Duration, Vec<Option<Duration>>, Times) {
    (wait, all, times)
}

#[task]
fn text(text: String) -> String {
    text
}

/// Prints something beside its value, through Rust and through a program.
#[task]
fn noisy(x: i64) -> i64 {
    println!("by the way");
    print!("no line");
    let _ = std::process::Command::new("echo").arg("from a program").status();
    x
}

#[derive(Debug, Clone, FlyteType)]
struct Fragile(i64);

impl Drop for Fragile {
    fn drop(&mut self) {
        assert_ne!(self.0, 13, "dropped");
    }
}

#[task]
fn fragile(x: Fragile) -> i64 {
    x.0
}

fn refuse() -> i64 {
    panic!("no default today")
}

#[task]
fn unsure(#[default(refuse())] x: i64) -> i64 {
    x
}

/// Its default is wanted for its schema.
#[derive(Debug, Clone, FlyteType)]
#[serde(default)]
struct Uneasy {
    x: i64,
}

impl Default for Uneasy {
    fn default() -> Self {
        Uneasy { x: refuse() }
    }
}

#[task]
fn uneasy(u: Uneasy) -> i64 {
    u.x
}

fn no_hash(_: &i64) -> String {
    panic!("no hash today")
}

#[task(cache = "1")]
fn hashed(#[flyte(hash = no_hash)] x: i64) -> i64 {
    x
}

/// Panics with a long message that a terminal would obey.
#[task]
fn loud(n: i64) -> i64 {
    panic!("\x1b[31mred {}", "loud ".repeat(n as usize))
}

#[task]
fn sleep(seconds: f64) -> f64 {
    std::thread::sleep(Duration::from_secs_f64(seconds));
    seconds
}

#[task]
fn each(_n: i64) -> Result<i64> {
    Err(flyte::Error::fatal("no rows in the table"))
}

#[task]
fn none(_n: i64) -> Result<i64> {
    Err(flyte::Error::fatal("nothing here either"))
}

/// Goes on for a while after failures.
#[workflow(on_failure = "finish")]
fn late(n: i64) -> (i64, i64, i64, f64) {
    (each(n), each(n), none(n), sleep(1.5))
}

/// Names that flags can't have as they are.
#[task]
fn names(
    _a: i64, a: i64, a_: i64, raw_output_data_prefix: i64, r#type: i64, größe: i64
) -> String {
    format!("{_a} {a} {a_} {raw_output_data_prefix} {type} {größe}")
}

#[task]
fn texts(n: i64) -> Vec<String> {
    (0..n).map(|n| format!("text number {n}")).collect()
}

#[task]
fn nested(rows: BTreeMap<String, f64>, either: Option<Either>, untyped: Untyped) -> String {
    format!("{rows:?} {either:?} {untyped:?}")
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Either {
    Int(i64),
    Float(f64),
}

/// Untyped data inside a struct.
#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Untyped {
    data: flyte::Value,
    most: u64,
    either: Either,
}

#[task]
fn verbose(n: i64) -> Result<i64> {
    Err(flyte::Error::fatal("long ".repeat(n as usize)))
}

#[workflow]
fn failing(n: i64) -> i64 {
    verbose(n)
}

#[workflow]
fn outer(n: i64) -> i64 {
    failing(n)
}

#[task]
fn next(n: i64) -> i64 {
    n + 1
}

#[task]
fn count(all: Vec<i64>, n: i64) -> i64 {
    all.len() as i64 * n
}

/// Every step's value is wanted at the end.
#[workflow]
fn ladder(n: i64) -> i64 {
    let mut last = next(n);
    let mut all = vec![last];
    for _ in 0..598 {
        last = next(last);
        all.push(last);
    }
    count(all, n)
}

#[task]
fn long(n: i64) -> Vec<i64> {
    (0..n).collect()
}

fn main() -> ExitCode {
    flyte::main()
}
