//! `cargo run --example dataframe --features dataframe` reads the flights of a summer out of a year of them, hands them
//! on as a table of their own, and prints which airlines came late how often. With a command line of its own:
//! `-- run summer --first-month 1 --last-month 2`, and `-- run summer --raw-output-prefix s3://bucket/raw` (with
//! `--features dataframe,s3`).

use chrono::{DateTime, TimeZone, Utc};
use flyte::frames::column;
use flyte::prelude::*;

const FLIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/flights.parquet");

/// A flight from New York. The file has more columns, which nobody reads.
#[derive(Debug, Clone, Columns)]
struct Flight {
    departs: DateTime<Utc>,
    carrier: String,
    dest: String,
    arr_delay: Option<i16>,
    distance: i16,
}

/// What the last task needs of a flight: any table that has these columns will do.
#[derive(Debug, Clone, Columns)]
struct Arrival {
    carrier: String,
    /// In minutes; missing if it was cancelled.
    arr_delay: Option<i16>,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Airline {
    carrier: String,
    flights: i64,
    /// The share that came more than a quarter of an hour late, or not at all.
    late: f64,
}

/// A year of flights. A store gets the file once, with the first run that has one.
#[task]
fn flights() -> Result<StructuredDataset<Flight>> {
    StructuredDataset::from_path(FLIGHTS)
}

/// The flights of some months. Row groups of other months are not read, and no more than one is held at a time.
#[task]
async fn between(
    flights: StructuredDataset<Flight>,
    first_month: i64,
    last_month: i64,
) -> Result<StructuredDataset<Flight>> {
    let start = |month: i64| -> Result<DateTime<Utc>> {
        let (year, month) = (2013 + (month - 1).div_euclid(12) as i32, (month - 1).rem_euclid(12));
        let start = Utc.with_ymd_and_hms(year, month as u32 + 1, 1, 0, 0, 0).single();
        start.ok_or_else(|| Error::fatal("there is no such month"))
    };
    let (from, to) = (start(first_month)?, start(last_month + 1)?);
    let some =
        flights.filter(column!(Flight.departs).ge(from).and(column!(Flight.departs).lt(to)))?;
    StructuredDataset::from_batch_stream(some.batches().await?).await
}

/// The airlines, the most punctual first. Of the table two columns are read.
#[task]
async fn punctuality(arrivals: StructuredDataset<Arrival>) -> Result<Vec<Airline>> {
    let mut airlines = BTreeMap::<String, (i64, i64)>::new();
    let mut rows = arrivals.row_stream().await?;
    while let Some(row) = rows.next().await {
        let row = row?;
        let (flights, late) = airlines.entry(row.carrier).or_default();
        *flights += 1;
        *late += i64::from(row.arr_delay.is_none_or(|minutes| minutes > 15));
    }
    let airline = |(carrier, (flights, late))| {
        let late = (1000.0 * late as f64 / flights as f64).round() / 1000.0;
        Airline { carrier, flights, late }
    };
    let mut airlines: Vec<Airline> = airlines.into_iter().map(airline).collect();
    airlines.sort_by(|one, other| one.late.total_cmp(&other.late));
    Ok(airlines)
}

/// Which airlines came late in these months of 2013.
#[workflow(main)]
fn summer(#[default(6)] first_month: i64, #[default(8)] last_month: i64) -> Vec<Airline> {
    punctuality(between(flights(), first_month, last_month))
}

fn main() -> ExitCode {
    flyte::main()
}
