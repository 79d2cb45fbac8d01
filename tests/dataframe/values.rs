//! Tables as values of tasks: made, handed over, passed on, read as other rows.

use flyte::arrow::RecordBatch;
use flyte::arrow::array::{ArrayRef, Float64Array, Int32Array};
use flyte::files::Csv;
use flyte::frames::{Batches, column};
use flyte::prelude::*;
use std::sync::Arc;

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Trip {
    id: i64,
    price: f64,
    city: String,
    note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Priced {
    price: f64,
    id: i64,
}

fn trip(n: i64) -> Trip {
    let city = ["Oslo", "Rome", "Bonn"][n as usize % 3].to_owned();
    Trip { id: n, price: n as f64 / 2.0, city, note: (n % 2 == 0).then(|| "even".into()) }
}

#[task]
fn make(rows: i64) -> StructuredDataset<Trip> {
    StructuredDataset::from_rows((0..rows).map(trip).collect())
}

#[task]
async fn write(rows: i64) -> Result<StructuredDataset<Trip>> {
    let mut writer = StructuredDataset::create()?;
    for n in 0..rows {
        writer.write(&[trip(n)]).await?;
    }
    writer.finish().await
}

#[task]
fn write_csv(rows: i64) -> Result<StructuredDataset<Trip, Csv>> {
    let mut writer = StructuredDataset::blocking_create()?;
    writer.write(&(0..rows).map(trip).collect::<Vec<_>>())?;
    writer.finish()
}

#[task]
async fn stream(rows: i64) -> Result<StructuredDataset<Trip>> {
    StructuredDataset::from_row_stream(futures_util::stream::iter((0..rows).map(|n| Ok(trip(n)))))
        .await
}

#[task]
fn pass_on(trips: StructuredDataset<Trip>) -> StructuredDataset<Trip> {
    trips
}

#[task]
async fn total(trips: StructuredDataset<Priced>) -> Result<f64> {
    let mut rows = trips.row_stream().await?;
    let mut total = 0.0;
    while let Some(row) = rows.next().await {
        total += row?.price;
    }
    Ok(total)
}

#[task]
fn rows(trips: StructuredDataset<Trip>) -> Result<i64> {
    let rows = trips.blocking_rows()?;
    assert!(rows.iter().enumerate().all(|(n, row)| *row == trip(n as i64)));
    Ok(rows.len() as i64)
}

#[task]
async fn expensive(trips: StructuredDataset<Trip>, least: f64) -> Result<Vec<i64>> {
    let some = trips.filter(column("price").gt(least).and(column("note").is_there()))?;
    Ok(some.rows().await?.into_iter().map(|trip| trip.id).collect())
}

#[task]
async fn columns(any: StructuredDataset) -> Result<Vec<String>> {
    let schema = any.schema().await?;
    Ok(schema.fields().iter().map(|field| field.name().clone()).collect())
}

#[workflow]
fn chain(n: i64) -> (f64, i64, Vec<i64>, Vec<String>, i64, i64, StructuredDataset<Trip>) {
    let made = make(n);
    let same = pass_on(made);
    (
        total(same),
        rows(write(n)),
        expensive(same, 3.0),
        columns(same),
        rows(write_csv(n)),
        rows(stream(n)),
        same,
    )
}

async fn suite(store: &Store) {
    let local = store.local();
    let (total, written, ids, names, csv, streamed, table) = local.run(chain(10)).await.unwrap();
    assert_eq!((total, written, csv, streamed), (22.5, 10, 10, 10));
    assert_eq!(ids, [8]);
    assert_eq!(names, ["id", "price", "city", "note"]);
    assert!(table.uri().unwrap().starts_with(store.base.as_str()));
    assert_eq!(table.format(), "parquet");
    assert_eq!(table.rows().await.unwrap(), (0..10).map(trip).collect::<Vec<_>>());
}

flyte_tests::everywhere! { suite }

#[tokio::test(flavor = "multi_thread")]
async fn passing_on_moves_nothing() {
    let store = Store::s3();
    let table = StructuredDataset::<Trip>::from_uri("s3://elsewhere/trips").unwrap();
    let local = store.local();
    let same = local.run(pass_on(table.clone())).await.unwrap();
    assert_eq!(same, table);
    assert_eq!(store.server().passed().requests, 0);
}

#[tokio::test]
async fn a_table_in_memory_is_read_where_it_is() {
    let table = StructuredDataset::<Trip>::from_rows((0..5).map(trip).collect());
    assert_eq!(table.uri(), None);
    assert_eq!(format!("{table:?}"), "StructuredDataset(5 rows in memory, parquet)");
    assert_eq!(table.rows().await.unwrap().len(), 5);
    let priced: Vec<Priced> = table.clone().read_as::<Priced>().rows().await.unwrap();
    assert_eq!(priced[3], Priced { price: 1.5, id: 3 });
    let some = table.filter(column("city").eq("Rome")).unwrap().rows().await.unwrap();
    assert_eq!(some.iter().map(|trip| trip.id).collect::<Vec<_>>(), [1, 4]);
    let batches = table.clone().read_as::<Priced>().batches().await.unwrap();
    assert_eq!(batches.schema().fields().len(), 2);
    assert_eq!(table.schema().await.unwrap().fields().len(), 4);
    assert_eq!(table.uri(), None, "nothing was written");
}

#[tokio::test]
async fn batches_become_tables_of_rows_that_they_fit() {
    let batch = |ids: Vec<i32>| {
        let prices: ArrayRef = Arc::new(Float64Array::from(vec![0.5; ids.len()]));
        let ids: ArrayRef = Arc::new(Int32Array::from(ids));
        RecordBatch::try_from_iter([("id", ids), ("price", prices)]).unwrap()
    };
    let table = StructuredDataset::<Priced>::from_batches(vec![batch(vec![1]), batch(vec![2])]);
    let rows = table.unwrap().rows().await.unwrap();
    assert_eq!(rows, [Priced { id: 1, price: 0.5 }, Priced { id: 2, price: 0.5 }]);

    let error = StructuredDataset::<Trip>::from_batches(vec![batch(vec![1])]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "these batches are no table of `Trip`: `city` is missing (text expected); \
         `note` is missing (text expected)"
    );
    let other = batch(vec![1]).project(&[0]).unwrap();
    let error = StructuredDataset::<flyte::files::Any>::from_batches(vec![batch(vec![1]), other]);
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("batch 1 has other columns than batch 0: `price` is missing"),
        "{error}"
    );
}

/// The type says so, or the value.
#[tokio::test]
async fn the_format_is_chosen_before_the_table_is_written() {
    let store = Store::file();
    let local = flyte::Local::new().raw_output_prefix(store.prefix());
    // a table that is a constant is written when it is bound
    let context = flyte::files::Context::of_run(None, Some(&store.prefix())).unwrap();
    for format in ["csv", "arrow", "parquet"] {
        let table = StructuredDataset::<Trip>::from_rows(vec![trip(1)]).with_format(format);
        let stored = local.run(context.run(|| pass_on(table))).await.unwrap();
        assert_eq!(stored.format(), format);
        assert_eq!(stored.rows().await.unwrap(), [trip(1)], "{format}");
        let file = if format == "csv" { ".csv" } else { "00000" };
        assert!(std::path::Path::new(stored.uri().unwrap()).join(file).is_file(), "{stored:?}");
    }
    let error = local
        .run(pass_on(StructuredDataset::from_rows(vec![trip(1)]).with_format("xlsx")))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("has the format `xlsx`"), "{error}");
    assert!(error.contains("it has one for `arrow`, `csv`, `parquet`"), "{error}");
}

#[tokio::test]
async fn a_writer_that_is_dropped_leaves_nothing() {
    let store = Store::file();
    let place = store.place();
    let schema = flyte::frames::schema(&Trip::columns());
    let mut writer = flyte::frames::TableWriter::create(place.clone(), "parquet", schema).unwrap();
    writer.write(&(0..20_000).map(trip).collect::<Vec<_>>()).await.unwrap();
    drop(writer);
    let path = place.location().local_path().unwrap();
    assert!(!path.join("00000").exists());
}

#[tokio::test]
async fn batches_of_other_columns_are_not_written() {
    let store = Store::file();
    let schema = flyte::frames::schema(&Trip::columns());
    let mut writer = flyte::frames::TableWriter::create(store.place(), "parquet", schema).unwrap();
    let other = Batches::from_rows(vec![Priced { id: 1, price: 1.0 }]).all().await.unwrap();
    let error = writer.write_batch(other[0].clone()).await.unwrap_err().to_string();
    assert!(error.contains("`city` is missing (text expected)"), "{error}");
}

/// Through Arrow's own reader, as other libraries take tables and give them.
#[tokio::test]
async fn a_table_goes_out_and_comes_in_as_a_reader() {
    let table = StructuredDataset::<Trip>::from_rows((0..10_000).map(trip).collect());
    let reader = table.batches().await.unwrap().into_reader();
    let (store, wanted) = (Store::file(), flyte::frames::Wanted::all());
    let place = store.place();
    flyte::frames::write(Batches::from_reader(reader), &place, "arrow").await.unwrap();
    let back: Batches = flyte::frames::read(&place, "arrow", wanted).await.unwrap();
    let back = flyte::frames::Rows::<Trip>::new(back, place).unwrap();
    assert_eq!(back.all().await.unwrap(), table.rows().await.unwrap());
}
