//! Tables larger than what is held of them: bytes go to the store while rows are made, and come as rows are read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flyte::arrow::array::{ArrayRef, Int64Array, RecordBatch};
use flyte::arrow::datatypes::{DataType, Field, Schema};
use flyte::files::Any;
use flyte::frames::{self, Batches, Rows, TableWriter, Wanted};
use flyte::prelude::*;
use flyte_tests::s3::Server;

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Noise {
    n: i64,
    a: f64,
    b: f64,
    c: f64,
}

fn noise(n: i64) -> Noise {
    let x = |k: i64| ((n * 4 + k) as f64 * 12.9898).sin() * 43_758.547;
    Noise { n, a: x(1), b: x(2), c: x(3) }
}

const ROWS: i64 = 3_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_row_group_is_held_and_not_the_table() {
    let store = Store::s3();
    let place = store.place();
    // how much the server has when the last row is made
    let received = Arc::new(AtomicU64::new(0));
    let server = Arc::new(store.server.unwrap());
    let (seen, counting) = (received.clone(), server.clone());
    let rows = futures_util::stream::iter((0..ROWS).map(move |n| {
        if n == ROWS - 1 {
            seen.store(counting.passed().received, Ordering::SeqCst);
        }
        Ok(noise(n))
    }));
    frames::write(Batches::from_row_stream(rows), &place, "parquet").await.unwrap();
    let before = received.load(Ordering::SeqCst);
    let size = before + server.passed().received;
    assert!(size > 70_000_000, "{size}");
    assert!(before > size / 2, "{before} of {size} bytes had come before the last row");

    let held = |server: &Server| server.passed().sent;
    let batches: Batches = frames::read(&place, "parquet", Wanted::all()).await.unwrap();
    let mut rows = Rows::<Noise>::new(batches, &place).unwrap();
    let first = rows.chunk().await.unwrap().unwrap();
    assert_eq!(first[17], noise(17));
    let sent = held(&server);
    assert!(sent < size / 2, "{sent} of {size} bytes for the first rows");
    let mut count = first.len() as i64;
    while let Some(chunk) = rows.chunk().await {
        count += chunk.unwrap().len() as i64;
    }
    assert_eq!(count, ROWS);
}

/// An encoder gives more at a time than a store takes at a time.
#[tokio::test(flavor = "multi_thread")]
async fn one_batch_fills_many_parts() {
    let long = |n: i64| Page { n, text: format!("{n} ").repeat(9_000_000 / 2) };
    for format in ["parquet", "arrow", "csv"] {
        for store in [Store::file(), Store::memory(), Store::s3()] {
            let place = store.place();
            let pages: Vec<Page> = (0..4).map(long).collect();
            let schema = frames::schema(&Page::columns());
            let mut writer = TableWriter::create(place.clone(), format, schema).unwrap();
            writer.write(&pages).await.unwrap();
            writer.finish().await.unwrap();
            let wanted = Wanted::all().only(frames::schema(&Page::columns()).fields().clone());
            let batches: Batches = frames::read(&place, format, wanted).await.unwrap();
            let read = Rows::<Page>::new(batches, &place).unwrap().all().await.unwrap();
            assert!(read == pages, "{format} at {place}");
        }
    }
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Page {
    n: i64,
    text: String,
}

/// The columns are known at run time only.
#[task]
async fn powers(names: Vec<String>) -> Result<StructuredDataset<Any>> {
    let fields: Vec<Field> =
        names.iter().map(|name| Field::new(name, DataType::Int64, false)).collect();
    let schema = Arc::new(Schema::new(fields));
    let mut table = StructuredDataset::<Any>::create_of(schema.clone())?;
    for n in 1..4_i64 {
        let column =
            |power: usize| Arc::new(Int64Array::from(vec![n.pow(power as u32)])) as ArrayRef;
        let columns = (1..=names.len()).map(column).collect();
        table.write_batch(RecordBatch::try_new(schema.clone(), columns)?).await?;
    }
    table.finish().await
}

#[derive(Debug, PartialEq, Columns)]
struct Cube {
    cube: i64,
}

#[tokio::test]
async fn columns_known_at_run_time() {
    let store = Store::memory();
    let names = ["n", "square", "cube"].map(str::to_owned).to_vec();
    let table = store.local().run(powers(names)).await.unwrap();
    let batches = table.clone().batches().await.unwrap();
    let found: Vec<&str> = batches.schema().fields().iter().map(|it| it.name().as_str()).collect();
    assert_eq!(found, ["n", "square", "cube"]);
    let cubes = table.cast::<Cube, Any>().rows().await.unwrap();
    assert_eq!(cubes, [1, 8, 27].map(|cube| Cube { cube }));
}
