//! A program as users write it, for the tests of the command line.

use std::time::Duration;

use flyte::prelude::*;

/// One taxi trip.
#[derive(Debug, Clone, FlyteType)]
struct Trip {
    distance: f64,
    fare: f64,
    #[serde(default)]
    tip: f64,
    note: Option<String>,
}

/// Counts the bytes of a file and the files of a folder.
#[task]
async fn weigh(table: FlyteFile, folder: Option<FlyteDirectory>) -> Result<(i64, i64, FlyteFile)> {
    let files = match folder {
        Some(folder) => folder.entries()?.all().await?.len(),
        None => 0,
    };
    let bytes = table.bytes().await?.len();
    Ok((bytes as i64, files as i64, FlyteFile::from_bytes("made.txt", "made")))
}

#[derive(Columns)]
struct Price {
    price: f64,
}

/// A table among other things.
#[derive(FlyteType)]
struct Report {
    trips: StructuredDataset<Price>,
}

/// Says where tables lie and what their formats are.
#[task]
fn locate(
    trips: StructuredDataset<Price>,
    other: Option<StructuredDataset>,
    report: Option<Report>,
) -> (String, StructuredDataset) {
    let mut said = String::new();
    for (uri, format) in [
        Some((trips.uri(), trips.format())),
        other.as_ref().map(|other| (other.uri(), other.format())),
        report.as_ref().map(|report| (report.trips.uri(), report.trips.format())),
    ]
    .into_iter()
    .flatten()
    {
        said += &format!("{}={format};", uri.unwrap_or_default());
    }
    (said, trips.cast())
}

/// What a model is like.
#[derive(Debug, Clone, FlyteType)]
struct Model {
    name: String,
    accuracy: f64,
    layers: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Fast,
    Careful,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Shape {
    Nothing,
    Circle(f64),
    Rectangle { width: f64, height: f64 },
}

#[derive(Debug, Clone, Outputs)]
struct Split {
    /// For training.
    train: Vec<i64>,
    /// For testing.
    test: Vec<i64>,
}

/// Trains on one day of trips.
///
/// The longer it trains the better it gets.
#[task(cache = "1", retries = 2, timeout = "10m", requests(cpu = "500m", mem = "1Gi"))]
fn train(
    /// The trips of the day.
    trips: Vec<Trip>,
    /// How often to go through all trips.
    #[default(3)]
    max_epochs: i64,
) -> Result<Model> {
    let distance: f64 = trips.iter().map(|trip| trip.distance).sum();
    let accuracy = (distance / 10.0).min(1.0);
    Ok(Model {
        name: format!("model of {} trips", trips.len()),
        accuracy,
        layers: vec![max_epochs],
    })
}

/// Makes a model known.
#[task]
fn publish(name: String) -> String {
    format!("published {name}")
}

/// Trains and publishes what is good enough.
#[workflow]
fn pipeline(
    /// The trips of the day.
    trips: Vec<Trip>,
    /// How often to go through all trips.
    #[default(3)]
    max_epochs: i64,
) -> String {
    let model = train(trips, max_epochs);
    if model.accuracy > 0.8 { publish(model.name) } else { publish("nothing") }
}

/// Gives back what it was given.
#[task]
#[allow(clippy::too_many_arguments)]
fn echo(
    /// A whole number.
    #[default(1)]
    whole: i32,
    #[default(0.5)] float: f64,
    #[default("hello")] text: String,
    #[default(false)] flag: bool,
    #[default(Mode::Fast)] mode: Mode,
    maybe: Option<i64>,
    #[default(Duration::from_secs(90))] wait: Duration,
    #[default(Shape::Nothing)] shape: Shape,
    #[default(BTreeMap::new())] counts: BTreeMap<String, i64>,
    #[default("out")] output: String,
) -> String {
    format!(
        "{whole} {float} {text} {flag} {mode:?} {maybe:?} {wait:?} {shape:?} {counts:?} {output}"
    )
}

/// Turns a shape by a quarter.
#[task]
fn turn(shape: Shape, #[default(None)] factor: Option<Shape>) -> Shape {
    match shape {
        Shape::Rectangle { width, height } => Shape::Rectangle { width: height, height: width },
        Shape::Circle(radius) if factor.is_some() => Shape::Circle(radius * 2.0),
        other => other,
    }
}

/// Splits numbers.
#[task]
fn split(#[default(vec![1, 2, 3])] numbers: Vec<i64>) -> Split {
    let (train, test) = numbers.split_at(numbers.len() / 2);
    Split { train: train.to_vec(), test: test.to_vec() }
}

/// Squares numbers.
#[workflow]
fn squares(numbers: Vec<i64>) -> Vec<i64> {
    numbers.map(square)
}

#[task]
fn square(number: i64) -> i64 {
    number * number
}

/// An error with a cause that it doesn't repeat.
#[derive(Debug)]
struct Caused(std::num::ParseFloatError);

impl std::fmt::Display for Caused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no rate in the table")
    }
}

impl std::error::Error for Caused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Fails the way it is told to.
#[task]
fn fail(#[default("user")] how: String) -> Result<i64> {
    match how.as_str() {
        "system" => Err(flyte::Error::system("the disk is gone")),
        "panic" => panic!("this went wrong"),
        "caused" => Err(Caused("x".parse::<f64>().unwrap_err()).into()),
        _ => Err(flyte::Error::fatal("the table has no rows")),
    }
}

#[workflow]
fn failing() -> i64 {
    fail("user")
}

#[workflow]
fn fails_first() -> i64 {
    echo_number(echo_number(fail("user")))
}

#[task]
fn echo_number(number: i64) -> i64 {
    number
}

/// Never ends by itself.
#[task]
async fn wait_async(#[default(1000)] seconds: i64) -> i64 {
    tokio::time::sleep(Duration::from_secs(seconds.unsigned_abs())).await;
    seconds
}

/// Never ends by itself, and can't be stopped.
#[task]
fn wait_sync(#[default(1000)] seconds: i64) -> i64 {
    std::thread::sleep(Duration::from_secs(seconds.unsigned_abs()));
    seconds
}

/// Would never end, but may not take that long.
#[task(timeout = "200ms")]
fn endless() -> i64 {
    std::thread::sleep(Duration::from_secs(1000));
    0
}

/// Remembers its number, then waits.
#[workflow]
fn remembered() -> i64 {
    let number = remember(7);
    wait_after(number)
}

#[task(cache = "1")]
fn remember(number: i64) -> i64 {
    number
}

#[task]
fn wait_after(number: i64) -> i64 {
    if std::env::var_os("DONT_WAIT").is_none() {
        std::thread::sleep(Duration::from_secs(1000));
    }
    number
}

/// Holds every thread of the runtime.
#[task]
async fn hog(#[default(1000)] seconds: i64) -> i64 {
    std::thread::sleep(Duration::from_secs(seconds.unsigned_abs()));
    seconds
}

#[workflow]
fn hogs() -> Vec<i64> {
    let all: Vec<_> = (0..64).map(|_| hog(1000)).collect();
    sum_all(all)
}

#[task]
fn sum_all(numbers: Vec<i64>) -> Vec<i64> {
    numbers
}

#[workflow]
fn waiting() -> i64 {
    after(wait_async(1000))
}

#[task]
fn after(number: i64) -> i64 {
    println!("this must not run");
    number
}

mod north {
    use flyte::prelude::*;

    #[task]
    pub(super) fn scale(number: i64) -> i64 {
        number * 10
    }
}

mod south {
    use flyte::prelude::*;

    #[task]
    pub(super) fn scale(number: i64) -> i64 {
        number * 100
    }
}

#[workflow]
fn scaled(number: i64) -> i64 {
    south::scale(north::scale(number))
}

fn main() -> ExitCode {
    flyte::main()
}
