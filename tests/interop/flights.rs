//! A year of flights, there and back.

use chrono::{DateTime, Utc};
use flyte::frames::column;
use flyte::prelude::*;
use serde_json::{Value, json};

use crate::peer;
use crate::place::Place;

const FLIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/flights.parquet");

/// The columns that matter here; the file has more.
#[derive(Debug, Clone, Columns)]
struct Flight {
    departs: DateTime<Utc>,
    carrier: String,
    arr_delay: Option<i16>,
    distance: i16,
}

#[task]
fn whole() -> Result<StructuredDataset> {
    StructuredDataset::from_path(FLIGHTS)
}

/// Those of an airline, as a table that Rust writes.
#[task]
async fn of_airline(carrier: String) -> Result<StructuredDataset<Flight>> {
    let flights = StructuredDataset::<Flight>::from_path(FLIGHTS)?;
    let some = flights.filter(column("carrier").eq(carrier))?;
    StructuredDataset::from_batch_stream(some.batches().await?).await
}

/// How many flights each airline had, how many took place, and the sums of minutes and miles.
#[task]
async fn count(flights: StructuredDataset<Flight>) -> Result<String> {
    let mut airlines: BTreeMap<String, [i64; 4]> = BTreeMap::new();
    let mut last = DateTime::<Utc>::MIN_UTC;
    let mut rows = flights.row_stream().await?;
    while let Some(flight) = rows.next().await {
        let flight = flight?;
        assert!(flight.departs >= last, "in the order of the file");
        last = flight.departs;
        let delay = flight.arr_delay.map(i64::from);
        let more = [1, delay.is_some().into(), delay.unwrap_or(0), flight.distance.into()];
        let sums = airlines.entry(flight.carrier).or_default();
        sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    }
    Ok(json!(airlines).to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn flights_cross() {
    if !peer::is_there() {
        return;
    }
    let place = Place::s3();
    let ours = place.ours(whole::definition(), &place.literals(&[])).await;
    let theirs = place.theirs("tables.write_flights", &place.values(FLIGHTS.to_owned())).await;
    let said = place.theirs("tables.count_flights", &ours).await.json();
    let all: i64 = said.as_object().unwrap().values().map(|sums| sums[0].as_i64().unwrap()).sum();
    assert_eq!(all, 336_776);
    assert_eq!(place.ours(count::definition(), &theirs).await.json(), said);

    let ours = place.ours(of_airline::definition(), &place.values("B6".to_owned())).await;
    let some = place.theirs("tables.count_flights", &ours).await.json();
    assert_eq!(some, json!({"B6": said["B6"]}));
    assert_ne!(some["B6"], Value::Null);
    // no rows at all
    let ours = place.ours(of_airline::definition(), &place.values("none".to_owned())).await;
    assert_eq!(place.theirs("tables.count_flights", &ours).await.json(), json!({}));
}
