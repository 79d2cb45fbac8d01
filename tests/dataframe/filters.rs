//! Rows that are wanted: which ones come, and what is read for that.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::frames::{self, Batches, Filter, Place, Rows, TableWriter, Wanted, column};
use flyte::prelude::*;

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Spot {
    lat: f64,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Ride {
    n: i64,
    small: Option<i16>,
    large: u64,
    x: f64,
    word: Option<String>,
    on: bool,
    day: NaiveDate,
    at: DateTime<Utc>,
    took: TimeDelta,
    spot: Option<Spot>,
}

fn ride(n: i64) -> Ride {
    Ride {
        n,
        small: (n % 10 != 0).then_some((n % 7) as i16),
        large: u64::MAX - n as u64,
        x: if n % 13 == 0 { f64::NAN } else { n as f64 / 4.0 },
        word: (n % 3 != 0).then(|| format!("w{:03}", n % 100)),
        on: n % 2 == 0,
        day: NaiveDate::from_epoch_days(n as i32).unwrap(),
        at: DateTime::from_timestamp_micros(n * 1_000_000).unwrap(),
        took: TimeDelta::milliseconds(n),
        spot: (n % 4 != 0).then_some(Spot { lat: n as f64 }),
    }
}

type Same = fn(&Ride) -> bool;

fn cases() -> Vec<(Filter, Same)> {
    let day = |n| NaiveDate::from_epoch_days(n).unwrap();
    let at = |n: i64| DateTime::from_timestamp_micros(n * 1_000_000).unwrap();
    vec![
        (column("n").eq(7), |ride| ride.n == 7),
        (column("n").ne(7), |ride| ride.n != 7),
        (column("n").lt(-1), |_| false),
        (column("n").ge(990), |ride| ride.n >= 990),
        (column("small").le(2), |ride| ride.small.is_some_and(|small| small <= 2)),
        (column("small").ne(2), |ride| ride.small.is_some_and(|small| small != 2)),
        (column("small").is_missing(), |ride| ride.small.is_none()),
        (column("large").gt(u64::MAX - 5), |ride| ride.large > u64::MAX - 5),
        (column("x").gt(200.25), |ride| ride.x > 200.25),
        (column("x").ne(1.0), |ride| ride.x != 1.0),
        (column("x").le(3), |ride| ride.x <= 3.0),
        (column("word").eq("w007"), |ride| ride.word.as_deref() == Some("w007")),
        (column("word").lt("w01"), |ride| ride.word.as_deref().is_some_and(|word| word < "w01")),
        (column("word").is_there(), |ride| ride.word.is_some()),
        (column("on").eq(true).and(column("n").lt(10)), |ride| ride.on && ride.n < 10),
        (column("day").gt(day(995)), |ride| ride.n > 995),
        (column("at").eq(at(12)).or(column("at").lt(at(2))), |ride| ride.n == 12 || ride.n < 2),
        (column("took").ge(TimeDelta::milliseconds(997)), |ride| ride.n >= 997),
        (column("n").one_of([3, 5, 999]), |ride| [3, 5, 999].contains(&ride.n)),
        (column("spot.lat").lt(3.0), |ride| ride.spot.as_ref().is_some_and(|spot| spot.lat < 3.0)),
        (column("spot.lat").is_missing(), |ride| ride.spot.is_none()),
        // the compiler knows these
        (column!(Ride.n).gt(990), |ride| ride.n > 990),
        (column!(Ride.small).eq(3), |ride| ride.small == Some(3)),
        (column!(Ride.word).eq("w007"), |ride| ride.word.as_deref() == Some("w007")),
        (column!(Ride.x).le(3.0).and(column!(Ride.small).is_there()), |ride| {
            ride.x <= 3.0 && ride.small.is_some()
        }),
    ]
}

async fn read(place: &Place, format: &str, filter: &Filter) -> Result<Vec<Ride>> {
    let wanted = Wanted::all()
        .only(frames::schema(&Ride::columns()).fields().clone())
        .filter(filter.clone());
    let batches: Batches = frames::read(place, format, wanted).await?;
    Rows::new(batches, place)?.filter(filter)?.all().await
}

#[tokio::test]
async fn exactly_the_rows_that_are_wanted_come() {
    let store = Store::file();
    let all: Vec<Ride> = (0..1000).map(ride).collect();
    for format in ["parquet", "arrow"] {
        let place = store.place();
        frames::write(Batches::from_rows(all.clone()), &place, format).await.unwrap();
        for (filter, same) in cases() {
            let expected: Vec<i64> = all.iter().filter(|ride| same(ride)).map(|r| r.n).collect();
            let found = read(&place, format, &filter).await.unwrap();
            let found: Vec<i64> = found.iter().map(|ride| ride.n).collect();
            assert_eq!(found, expected, "{filter}");

            let batches: Batches = frames::read(&place, format, Wanted::all()).await.unwrap();
            let batches = batches.filter(&filter).unwrap().all().await.unwrap();
            let rows: usize = batches.iter().map(|batch| batch.num_rows()).sum();
            assert_eq!(rows, expected.len(), "{filter}");
        }
    }
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Noise {
    n: i64,
    a: f64,
    b: f64,
}

/// Eight row groups of a few MiB, in the order of `n`.
#[tokio::test(flavor = "multi_thread")]
async fn row_groups_without_a_row_that_is_wanted_are_not_read() {
    let store = Store::s3();
    let place = store.place();
    let schema = frames::schema(&Noise::columns());
    let mut writer = TableWriter::create(place.clone(), "parquet", schema).unwrap();
    let noise = |n: i64| (n as f64 * 12.9898).sin() * 43_758.547;
    let rows = 4_000_000;
    for start in (0..rows).step_by(8192) {
        let chunk =
            (start..(start + 8192).min(rows)).map(|n| Noise { n, a: noise(n), b: noise(-n) });
        writer.write(&chunk.collect::<Vec<_>>()).await.unwrap();
    }
    writer.finish().await.unwrap();
    let size = store.server().passed().received;
    let read = async |filter: Filter| {
        let wanted = Wanted::all().filter(filter.clone());
        let batches: Batches = frames::read(&place, "parquet", wanted).await.unwrap();
        let rows = Rows::<Noise>::new(batches, &place).unwrap().filter(&filter).unwrap();
        let rows = rows.all().await.unwrap();
        (rows, store.server().passed())
    };

    let (rows, passed) = read(column("n").eq(3_999_999)).await;
    assert_eq!(rows, [Noise { n: 3_999_999, a: noise(3_999_999), b: noise(-3_999_999) }]);
    assert!(passed.sent < size / 2, "{passed:?} of {size}");

    let (rows, passed) = read(column("n").lt(0).or(column("n").gt(4_000_000))).await;
    assert_eq!(rows, []);
    assert_eq!(passed.requests, 2, "a listing and a footer: {passed:?}");
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_says_all_that_is_wrong() {
    let table = StructuredDataset::<Ride>::from_rows(vec![]);
    let filter = column("m").eq(1).and(column("word").lt(2)).and(column("n").gt(0.5));
    let error = table.filter(filter).unwrap_err().to_string();
    assert_eq!(
        error,
        "the filter `m == 1 and word < 2 and n > 0.5` can't be used on a table of `Ride`: \
         there is no column `m`; `word` is text and can't be compared with an integer, 2; \
         `n` is i64 and can't be compared with a float, 0.5"
    );
    let error = table.filter(column("spot.lon").gt(1.0)).unwrap_err().to_string();
    assert!(error.contains("there is no column `spot.lon`"), "{error}");
}
