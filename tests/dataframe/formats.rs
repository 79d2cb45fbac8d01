//! One suite for all formats and all places.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::Columns;
use flyte::Result;
use flyte::arrow::array::RecordBatch;
use flyte::arrow::array::cast::AsArray;
use flyte::arrow::array::types::TimestampMicrosecondType;
use flyte::frames::{self, Batches, Place, Rows, TableWriter, Wanted};

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Plain {
    id: i64,
    small: u16,
    large: u64,
    price: f64,
    rate: Option<f32>,
    name: String,
    note: Option<String>,
    paid: bool,
    day: NaiveDate,
    at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Point {
    lat: f64,
    lon: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Nested {
    start: Point,
    end: Option<Point>,
    stops: Vec<Point>,
    tags: Vec<Option<String>>,
    sizes: BTreeMap<String, i32>,
    grid: Option<Vec<Vec<i16>>>,
    raw: Bytes,
    took: TimeDelta,
    flag: Option<bool>,
}

fn plain(n: i64) -> Plain {
    Plain {
        id: n - 2,
        small: n as u16,
        large: u64::MAX - n as u64,
        price: n as f64 / 3.0,
        rate: (n % 3 != 0).then_some(n as f32 / 7.0),
        name: if n % 5 == 0 { String::new() } else { format!("name \"{n}\",\nü") },
        note: (n % 2 == 0).then(|| format!("note {n}")),
        paid: n % 2 == 0,
        day: NaiveDate::from_epoch_days(n as i32 - 400).unwrap(),
        at: DateTime::from_timestamp_micros(n * 1_234_567_890_123 - 1).unwrap(),
    }
}

fn nested(n: i64) -> Nested {
    let point = |n: i64| Point { lat: n as f64, lon: (n % 2 == 0).then_some(-n as f64) };
    Nested {
        start: point(n),
        end: (n % 3 == 0).then(|| point(n + 1)),
        stops: (0..n % 4).map(point).collect(),
        tags: (0..n % 3).map(|k| (k != 1).then(|| format!("tag {k}"))).collect(),
        sizes: (0..n % 3).map(|k| (format!("k{k}"), k as i32 - 1)).collect(),
        grid: (n % 2 == 0).then(|| vec![vec![n as i16], vec![], vec![1, 2]]),
        raw: Bytes::from(vec![n as u8; (n % 4) as usize]),
        took: TimeDelta::microseconds(n * 1_000_001 - 3),
        flag: [None, Some(true), Some(false)][(n % 3) as usize],
    }
}

async fn rows<R: Columns>(place: &Place, format: &str) -> Result<Vec<R>> {
    let wanted = Wanted::all().only(frames::schema(&R::columns()).fields().clone());
    let batches: Batches = frames::read(place, format, wanted).await?;
    Rows::new(batches, place)?.all().await
}

async fn round_trip<R: Columns + Clone + PartialEq + std::fmt::Debug>(
    store: &Store,
    format: &str,
    given: Vec<R>,
) {
    let place = store.place();
    frames::write(Batches::from_rows(given.clone()), &place, format).await.unwrap();
    let read: Vec<R> = rows(&place, format).await.unwrap();
    assert_eq!(read, given, "{format} at {place}");

    // the same row by row
    let place = store.place();
    let schema = frames::schema(&R::columns());
    let mut writer = TableWriter::create(place.clone(), format, schema.clone()).unwrap();
    for chunk in given.chunks(1 + given.len() / 3) {
        writer.write(chunk).await.unwrap();
    }
    writer.finish().await.unwrap();
    let batches: Batches = frames::read(&place, format, Wanted::all().rows(100)).await.unwrap();
    if format != "csv" {
        assert_eq!(batches.schema().fields(), schema.fields(), "{format} at {place}");
        let mut read = Rows::<R>::new(batches, &place).unwrap();
        let mut again = Vec::new();
        while let Some(row) = read.next().await {
            again.push(row.unwrap());
        }
        assert_eq!(again, given, "{format} at {place}");
    }
}

async fn suite(store: &Store) {
    let many: Vec<Plain> = (0..20_000).map(plain).collect();
    for format in ["parquet", "arrow", "csv"] {
        round_trip(store, format, many.clone()).await;
        round_trip(store, format, Vec::<Plain>::new()).await;
    }
    let many: Vec<Nested> = (0..10_000).map(nested).collect();
    for format in ["parquet", "arrow"] {
        round_trip(store, format, many.clone()).await;
        round_trip(store, format, Vec::<Nested>::new()).await;
    }
}

flyte_tests::everywhere! { suite }

#[tokio::test]
async fn files_are_called_as_flytekit_calls_them() {
    let store = Store::file();
    for (format, name) in [("parquet", "00000"), ("arrow", "00000"), ("csv", ".csv")] {
        let place = store.place();
        frames::write(Batches::from_rows(vec![plain(1)]), &place, format).await.unwrap();
        let files: Vec<_> = std::fs::read_dir(place.location().local_path().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(files, [name], "{format}");
    }
}

#[tokio::test]
async fn a_table_may_be_one_file_or_a_folder_of_many() {
    let store = Store::file();
    for format in ["parquet", "arrow", "csv"] {
        let folder = store.folder.path().join(format);
        std::fs::create_dir_all(folder.join("deep")).unwrap();
        for (name, start) in [("deep/b.x", 10), ("a.x", 0), ("deep/c", 20)] {
            let place = store.place();
            let part: Vec<Plain> = (start..start + 10).map(plain).collect();
            frames::write(Batches::from_rows(part), &place, format).await.unwrap();
            let file = if format == "csv" { ".csv" } else { "00000" };
            let from = place.location().local_path().unwrap().join(file);
            std::fs::copy(from, folder.join(name)).unwrap();
        }
        std::fs::write(folder.join("_SUCCESS"), "").unwrap();
        std::fs::write(folder.join("deep/.hidden"), "nothing of a table").unwrap();
        let at = |path: &std::path::Path| {
            Place::new(store.stores.clone(), flyte::storage::Location::from_path(path).unwrap())
        };
        let all: Vec<Plain> = rows(&at(&folder), format).await.unwrap();
        assert_eq!(all, (0..30).map(plain).collect::<Vec<_>>(), "{format}");
        let one: Vec<Plain> = rows(&at(&folder.join("deep/b.x")), format).await.unwrap();
        assert_eq!(one, (10..20).map(plain).collect::<Vec<_>>(), "{format}");
    }
}

#[tokio::test]
async fn what_csv_cant_hold_is_refused() {
    let store = Store::file();
    let place = store.place();
    let error =
        frames::write(Batches::from_rows(vec![nested(1)]), &place, "csv").await.unwrap_err();
    let words = "the column `start` (struct { lat: f64, lon: f64 }) can't be written as CSV";
    assert!(error.to_string().contains(words), "{error}");

    let row = Plain { note: Some(String::new()), ..plain(1) };
    let error = frames::write(Batches::from_rows(vec![row]), &place, "csv").await.unwrap_err();
    let words = "`note` may be missing and holds an empty text";
    assert!(error.to_string().contains(words), "{error}");
    assert!(!place.location().local_path().unwrap().exists(), "nothing is left behind");
}

#[tokio::test]
async fn a_csv_file_without_a_row_says_its_own_types() {
    let store = Store::file();
    let text = "n,x,day,at,word,on\n1,2,2024-02-29,2024-02-29T10:00:00Z,a,true\n-3,,,,,\n4,0.5,,,1,false\n";
    let place = store.table("own.csv", text.as_bytes());
    let batches: Batches = frames::read(&place, "csv", Wanted::all()).await.unwrap();
    let types: BTreeMap<String, String> = batches
        .schema()
        .fields()
        .iter()
        .map(|field| (field.name().clone(), field.data_type().to_string()))
        .collect();
    let expected = [
        ("at", "Timestamp(µs)"),
        ("day", "Date32"),
        ("n", "Int64"),
        ("on", "Boolean"),
        ("word", "Utf8"),
        ("x", "Float64"),
    ];
    assert_eq!(types, expected.map(|(name, of)| (name.to_owned(), of.to_owned())).into());
    assert_eq!(batches.all().await.unwrap()[0].num_rows(), 3);
}

/// The types come from the first lines; whatever is further down is read all the same, or is an error.
#[tokio::test]
async fn a_csv_column_that_begins_late_is_not_lost() {
    let store = Store::file();
    let late = |last: &str| {
        let lines = "1,,2024-02-29T10:00:00\n".repeat(5000);
        store.table("late.csv", format!("n,word,at\n{lines}{last}\n").as_bytes())
    };
    let read = async |place: Place| -> Result<RecordBatch> {
        let batches: Batches = frames::read(&place, "csv", Wanted::all()).await?;
        Ok(batches.all().await?.pop().unwrap())
    };
    let batch = read(late("2,found,2024-02-29T10:00:00.25")).await.unwrap();
    let last = batch.num_rows() - 1;
    assert_eq!(batch.column(1).as_string::<i32>().value(last), "found");
    let times = batch.column(2).as_primitive::<TimestampMicrosecondType>();
    assert_eq!(times.value(last) % 1_000_000, 250_000);
    let error = read(late("2.5,found,")).await.unwrap_err().to_string();
    assert!(error.contains("late.csv") && error.contains("2.5"), "{error}");
}
