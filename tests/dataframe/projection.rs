//! How much is read of a table of which little is wanted.

use std::sync::Arc;

use flyte::Columns;
use flyte::arrow::RecordBatch;
use flyte::arrow::array::{Array, ArrayRef, Float64Array, StringArray, StructArray};
use flyte::arrow::datatypes::{DataType, Field, Schema};
use flyte::frames::{self, Batches, Place, Rows, Wanted};

use crate::{Places, Store};

const ROWS: usize = 1000;
const BATCHES: usize = 40;

fn noise(seed: usize) -> f64 {
    (seed as f64 * 12.9898).sin() * 43_758.547
}

/// A hundred columns of numbers that don't compress, one of them text.
fn wide(batch: usize) -> RecordBatch {
    let column = |n: usize| -> (String, ArrayRef) {
        let at = |row: usize| (batch * ROWS + row) * 100 + n;
        match n {
            7 => {
                let texts = (0..ROWS).map(|row| format!("row {}", at(row)));
                ("word".into(), Arc::new(StringArray::from_iter_values(texts)))
            }
            n => {
                let values = (0..ROWS).map(|row| noise(at(row)));
                (format!("c{n}"), Arc::new(Float64Array::from_iter_values(values)))
            }
        }
    };
    RecordBatch::try_from_iter((0..100).map(column)).unwrap()
}

async fn store_wide(store: &Store) -> (Place, u64) {
    let place = store.place();
    let batches = futures_util::stream::iter((0..BATCHES).map(|n| Ok(wide(n))));
    let batches = Batches::new(wide(0).schema(), batches);
    frames::write(batches, &place, "parquet").await.unwrap();
    let passed = store.server().passed();
    (place, passed.received)
}

#[derive(Debug, PartialEq, Columns)]
struct Two {
    word: String,
    c50: f64,
}

async fn read<R: Columns>(place: &Place) -> Vec<R> {
    let wanted = Wanted::all().only(frames::schema(&R::columns()).fields().clone());
    let batches: Batches = frames::read(place, "parquet", wanted).await.unwrap();
    Rows::new(batches, place).unwrap().all().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_columns_of_a_hundred_are_a_small_part_of_the_bytes() {
    let store = Store::s3();
    let (place, size) = store_wide(&store).await;
    assert!(size > 20_000_000, "a table of real size: {size}");
    let rows: Vec<Two> = read(&place).await;
    let passed = store.server().passed();
    assert_eq!(rows.len(), ROWS * BATCHES);
    for at in [0, 12_345, ROWS * BATCHES - 1] {
        let expected = Two { word: format!("row {}", at * 100 + 7), c50: noise(at * 100 + 50) };
        assert_eq!(rows[at], expected);
    }
    let part = 100.0 * passed.sent as f64 / size as f64;
    println!("{} of {size} bytes ({part:.1} %) in {} requests", passed.sent, passed.requests);
    assert!(part < 5.0, "{part:.1} % of the bytes were asked for");
}

#[derive(Debug, PartialEq, Columns)]
struct Inner {
    b: f64,
}

#[derive(Debug, PartialEq, Columns)]
struct Outer {
    group: Inner,
}

/// One field of a group whose other field is large.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_group_only_the_fields_that_are_wanted_are_read() {
    let store = Store::s3();
    let rows = 20_000;
    let texts = (0..rows).map(|row| format!("{:0200.30}", noise(row)));
    let fields = vec![
        (
            Arc::new(Field::new("a", DataType::Utf8, false)),
            Arc::new(StringArray::from_iter_values(texts)) as ArrayRef,
        ),
        (
            Arc::new(Field::new("b", DataType::Float64, false)),
            Arc::new(Float64Array::from_iter_values((0..rows).map(noise))) as ArrayRef,
        ),
    ];
    let group = StructArray::from(fields);
    let field = Field::new("group", group.data_type().clone(), true);
    let schema = Arc::new(Schema::new(vec![field]));
    let batch = RecordBatch::try_new(schema, vec![Arc::new(group)]).unwrap();
    let place = store.place();
    frames::write(Batches::from(batch), &place, "parquet").await.unwrap();
    let size = store.server().passed().received;
    let read: Vec<Outer> = read(&place).await;
    let sent = store.server().passed().sent;
    assert_eq!(read[77], Outer { group: Inner { b: noise(77) } });
    assert!(sent < size / 2, "{sent} of {size} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_table_reads_its_footer_and_no_more() {
    let store = Store::s3();
    let (place, _) = store_wide(&store).await;
    let batches: Batches = frames::read(&place, "parquet", Wanted::all()).await.unwrap();
    assert_eq!(batches.source().fields().len(), 100);
    let passed = store.server().passed();
    assert!(passed.sent < 100_000, "{passed:?}");
    assert_eq!(passed.requests, 2, "a listing and a footer");
}
