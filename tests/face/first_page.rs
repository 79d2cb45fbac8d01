//! The pipeline of the front page, with `Vec<Trip>` for the table and `String` for the file: both arms run.

use flyte::prelude::*;

#[derive(Debug, Clone, Serialize, Deserialize, FlyteType)]
struct Trip {
    miles: f64,
    fare: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize, FlyteType)]
struct Model {
    accuracy: f64,
    name: String,
    layers: Vec<i64>,
}

/// Trains on one day of trips.
#[task(cache = "1", retries = 3, timeout = "10m", requests(cpu = "500m", mem = "1Gi"))]
async fn train(trips: Vec<Trip>, epochs: i64) -> Result<Model> {
    let rate: f64 = trips.iter().map(|trip| trip.fare / trip.miles).sum();
    Ok(Model {
        accuracy: 1.0 - 1.0 / (rate * epochs as f64),
        name: "taxi".into(),
        layers: vec![64, 8],
    })
}

#[task]
fn publish(name: String, first_layer: i64) -> Result<String> {
    Ok(format!("{name}/{first_layer}"))
}

#[task]
fn square(x: i64) -> i64 {
    x * x
}

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn pipeline(trips: Vec<Trip>, epochs: i64) -> String {
    let model = train(trips, epochs);
    if model.accuracy > 0.8 { publish(model.name, model.layers[0]) } else { publish("rejected", 0) }
}

#[workflow]
fn squares(xs: Vec<i64>, b: i64) -> Vec<i64> {
    xs.map(square).map(|x| add(x, b))
}

fn trips() -> Vec<Trip> {
    vec![Trip { miles: 2.0, fare: 8.0 }, Trip { miles: 1.0, fare: 6.0 }]
}

#[tokio::test]
async fn a_good_model_is_published() {
    assert_eq!(pipeline(trips(), 5).await.unwrap(), "taxi/64");
}

#[tokio::test]
async fn a_bad_model_is_rejected() {
    let trip = Trip { miles: 10.0, fare: 1.0 };
    assert_eq!(pipeline(vec![trip], 1).await.unwrap(), "rejected/0");
}

#[tokio::test]
async fn maps_chain_and_bind() {
    assert_eq!(squares(vec![1, 2, 3], 10).await.unwrap(), [11, 14, 19]);
    assert_eq!(squares(Vec::<i64>::new(), 10).await.unwrap(), [0i64; 0]);
}

#[tokio::test]
async fn a_call_runs_when_awaited_and_the_body_is_there() {
    assert_eq!(add::call(1, 2), 3);
    assert_eq!(add(1, 2).await.unwrap(), 3);
    assert_eq!(add(square(3), add(1, 2)).await.unwrap(), 12);
    assert_eq!(train::call(trips(), 1).await.unwrap().name, "taxi");
}

#[test]
fn the_interface_is_the_signature() {
    let interface = train::interface();
    let inputs = interface.inputs.unwrap();
    assert_eq!(inputs.variables.keys().collect::<Vec<_>>(), ["epochs", "trips"]);
    assert_eq!(interface.outputs.unwrap().variables.keys().collect::<Vec<_>>(), ["o0"]);
    let definition = train::definition();
    assert_eq!(definition.spec.docs, "Trains on one day of trips.");
    assert_eq!(definition.options.retries, 3);
    assert_eq!(definition.options.timeout, Some(std::time::Duration::from_secs(600)));
    assert_eq!(definition.options.requests.cpu, Some("500m"));
}
