//! The pipeline of the front page, over a table and with a file at its end: both arms run. (`fan_out` is to come.)

use flyte::prelude::*;

/// The table's rows, of which the front page says nothing more.
#[derive(Debug, Clone, Columns)]
struct Trip {
    miles: f64,
    fare: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize, FlyteType)] // msgpack + JSON schema, as flytekit dataclasses
struct Model {
    accuracy: f64,
    name: String,
    layers: Vec<i64>,
}

/// Trains on one day of trips.
#[task(cache = "1", retries = 3, timeout = "10m", requests(cpu = "500m", mem = "1Gi"))]
async fn train(trips: StructuredDataset<Trip>, epochs: i64) -> Result<Model> {
    let mut rate = 0.0;
    let mut rows = trips.row_stream().await?;
    while let Some(trip) = rows.next().await {
        let trip = trip?;
        rate += trip.fare / trip.miles;
    }
    Ok(Model {
        accuracy: 1.0 - 1.0 / (rate * epochs as f64),
        name: "taxi".into(),
        layers: vec![64, 8],
    })
}

#[task]
fn publish(name: String, first_layer: i64) -> Result<FlyteFile> {
    Ok(FlyteFile::from_bytes("model.txt", format!("{name}/{first_layer}")))
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
fn pipeline(trips: StructuredDataset<Trip>, epochs: i64) -> FlyteFile {
    let model = train(trips, epochs); // a Promise<Model>
    if model.accuracy > 0.8 {
        // becomes Flyte's branch node
        publish(model.name, model.layers[0]) // fields and elements of promises
    } else {
        publish("rejected", 0) // plain values bind as literals
    }
}

#[workflow]
fn squares(xs: Vec<i64>, b: i64) -> Vec<i64> {
    xs.map(square).map(|x| add(x, b)) // array nodes, b bound to every element
}

#[allow(dead_code, reason = "a test has a `main` of its own")]
fn main() -> ExitCode {
    flyte::main() // run, list, graph, register, execute …
}

fn trips() -> StructuredDataset<Trip> {
    StructuredDataset::from_rows(vec![
        Trip { miles: 2.0, fare: 8.0 },
        Trip { miles: 1.0, fare: 6.0 },
    ])
}

async fn text(file: FlyteFile) -> String {
    String::from_utf8(file.bytes().await.unwrap().to_vec()).unwrap()
}

/// Runs where files go into a folder of the test.
async fn in_a_place(test: impl Future<Output = ()>) {
    let place = flyte_tests::place::Place::file();
    place.context().scope(test).await;
}

#[tokio::test]
async fn a_good_model_is_published() {
    in_a_place(async {
        assert_eq!(text(pipeline(trips(), 5).await.unwrap()).await, "taxi/64");
    })
    .await;
}

#[tokio::test]
async fn a_bad_model_is_rejected() {
    in_a_place(async {
        let trips = StructuredDataset::from_rows(vec![Trip { miles: 10.0, fare: 1.0 }]);
        assert_eq!(text(pipeline(trips, 1).await.unwrap()).await, "rejected/0");
    })
    .await;
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
