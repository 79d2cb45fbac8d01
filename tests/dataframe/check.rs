//! What a reader expects against what is there.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use flyte::arrow::RecordBatch;
use flyte::arrow::array::types::Int32Type;
use flyte::arrow::array::{self, ArrayRef};
use flyte::arrow::datatypes::{DataType, Field, Schema};
use flyte::frames::{self, Batches, Rows, Wanted};
use flyte::{Columns, Result};

use crate::{Places, Store};

#[derive(Debug, PartialEq, Columns)]
struct Spot {
    lat: f64,
    name: String,
}

#[derive(Debug, PartialEq, Columns)]
struct Trip {
    id: i64,
    price: f64,
    start: Spot,
    tags: Vec<String>,
    note: Option<String>,
}

/// What is stored and read again as `R`.
async fn through<R: Columns>(batch: RecordBatch) -> Result<Vec<R>> {
    let store = Store::file();
    let place = store.place();
    frames::write(Batches::from(batch), &place, "parquet").await?;
    let wanted = Wanted::all().only(frames::schema(&R::columns()).fields().clone());
    let batches: Batches = frames::read(&place, "parquet", wanted).await?;
    Rows::new(batches, "T")?.all().await
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

#[tokio::test]
async fn all_differences_are_told_at_once() {
    let spot = array::StructArray::from(vec![(
        Arc::new(Field::new("lat", DataType::Utf8, true)),
        Arc::new(array::StringArray::from(vec!["x"])) as ArrayRef,
    )]);
    let tags = array::ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)])]);
    let batch = batch(vec![
        ("price", Arc::new(array::StringArray::from(vec!["1"]))),
        ("start", Arc::new(spot)),
        ("tags", Arc::new(tags)),
        ("note", Arc::new(array::StringArray::from(vec!["n"]))),
        ("color", Arc::new(array::Int64Array::from(vec![1]))),
    ]);
    let error = through::<Trip>(batch).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the table T can't be read as rows of `Trip`: `id` is missing (i64 expected); \
         `price` is text, not f64; `start.lat` is text, not f64; \
         `start.name` is missing (text expected); `tags[]` is i32, not text; also there: `color`"
    );
    assert!(!error.is_recoverable());
}

#[derive(Debug, PartialEq, Columns)]
struct Wide {
    n: i64,
    x: f64,
    text: String,
    at: DateTime<Utc>,
    list: Vec<i64>,
}

#[tokio::test]
async fn what_loses_nothing_is_read() {
    let words = ["b", "a", "b"];
    let dictionary: array::DictionaryArray<Int32Type> = words.into_iter().collect();
    let lists = || [Some(vec![Some(1), Some(2)]), Some(vec![]), Some(vec![Some(3)])];
    let variants: Vec<Vec<(&str, ArrayRef)>> = vec![
        vec![
            ("n", Arc::new(array::Int32Array::from(vec![-1, 2, 3]))),
            ("x", Arc::new(array::Float32Array::from(vec![0.5, 1.5, -2.0]))),
            ("text", Arc::new(dictionary)),
            ("at", Arc::new(array::TimestampNanosecondArray::from(vec![1000, 0, -7000]))),
            ("list", Arc::new(array::ListArray::from_iter_primitive::<Int32Type, _, _>(lists()))),
        ],
        vec![
            (
                "list",
                Arc::new(array::LargeListArray::from_iter_primitive::<Int32Type, _, _>(lists())),
            ),
            ("text", Arc::new(array::LargeStringArray::from(words.to_vec()))),
            ("n", Arc::new(array::Int8Array::from(vec![-1, 2, 3]))),
            ("x", Arc::new(array::Float64Array::from(vec![0.5, 1.5, -2.0]))),
            (
                "at",
                Arc::new(
                    array::TimestampMicrosecondArray::from(vec![1, 0, -7])
                        .with_timezone("America/New_York"),
                ),
            ),
        ],
        vec![
            ("text", Arc::new(array::StringViewArray::from(words.to_vec()))),
            ("n", Arc::new(array::UInt32Array::from(vec![4, 2, 3]))),
            ("x", Arc::new(array::Float64Array::from(vec![0.5, 1.5, -2.0]))),
            ("at", Arc::new(array::TimestampMicrosecondArray::from(vec![1, 0, -7]))),
            ("list", Arc::new(array::ListArray::from_iter_primitive::<Int32Type, _, _>(lists()))),
        ],
    ];
    for variant in variants {
        let types: Vec<_> = variant.iter().map(|(_, array)| array.data_type().clone()).collect();
        let rows: Vec<Wide> = through(batch(variant)).await.unwrap();
        let texts: Vec<_> = rows.iter().map(|row| row.text.as_str()).collect();
        assert_eq!(texts, words, "{types:?}");
        assert_eq!((rows[1].n, rows[2].n), (2, 3));
        assert_eq!(rows.iter().map(|row| row.x).collect::<Vec<_>>(), [0.5, 1.5, -2.0]);
        let times: Vec<_> = rows.iter().map(|row| row.at.timestamp_micros()).collect();
        assert_eq!(times, [1, 0, -7]);
        assert_eq!(rows[0].list, [1, 2]);
        assert!(rows[1].list.is_empty());
    }
}

#[derive(Debug, PartialEq, Columns)]
struct Narrow {
    n: i32,
}

#[derive(Debug, PartialEq, Columns)]
struct Text {
    s: Option<String>,
    n: Option<i64>,
}

#[tokio::test]
async fn what_might_lose_something_is_refused() {
    let wide: ArrayRef = Arc::new(array::Int64Array::from(vec![1]));
    let error = through::<Narrow>(batch(vec![("n", wide)])).await.unwrap_err().to_string();
    assert!(error.contains("`n` is i64, not i32"), "{error}");

    let decimal = array::Decimal128Array::from(vec![1]).with_precision_and_scale(10, 2).unwrap();
    let error = through::<Narrow>(batch(vec![("n", Arc::new(decimal))])).await.unwrap_err();
    assert!(error.to_string().contains("`n` is decimal128(10, 2), not i32"), "{error}");
}

/// Python says of every column that it may hold nulls: only a null that is there is a mistake.
#[tokio::test]
async fn nulls_where_none_is_expected_are_told_with_their_row() {
    let nullable = |values: Vec<Option<i32>>| -> RecordBatch {
        let schema = Schema::new(vec![Field::new("n", DataType::Int32, true)]);
        let array = Arc::new(array::Int32Array::from(values));
        RecordBatch::try_new(Arc::new(schema), vec![array]).unwrap()
    };
    let rows: Vec<Narrow> = through(nullable(vec![Some(1), Some(2)])).await.unwrap();
    assert_eq!(rows, [Narrow { n: 1 }, Narrow { n: 2 }]);
    let error = through::<Narrow>(nullable(vec![Some(1), None])).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the table T, row 1 (counted from 0): `n`: there is no value, and the field is not an `Option`"
    );
}

#[tokio::test]
async fn a_column_of_nothing_is_a_column_of_anything_that_may_be_missing() {
    let nothing = Arc::new(array::NullArray::new(2)) as ArrayRef;
    let columns = ["s", "n"].map(|name| (name, nothing.clone(), true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let rows: Vec<Text> = through(batch).await.unwrap();
    assert_eq!(rows, [Text { s: None, n: None }, Text { s: None, n: None }]);
}

#[derive(Debug, PartialEq, Columns)]
struct Named {
    named: std::collections::BTreeMap<String, f64>,
}

/// Python's maps, whose values may always be missing, and whose parts are called otherwise.
#[tokio::test]
async fn values_of_maps_may_be_missing_in_the_type_alone() {
    use array::builder::{Float64Builder, MapBuilder, StringBuilder};

    let mut maps = MapBuilder::new(None, StringBuilder::new(), Float64Builder::new());
    maps.keys().append_value("k");
    maps.values().append_value(0.5);
    maps.append(true).unwrap();
    maps.append(true).unwrap();
    let there = maps.finish();
    let rows: Vec<Named> = through(batch(vec![("named", Arc::new(there.clone()))])).await.unwrap();
    assert_eq!(rows[0].named["k"], 0.5);
    assert!(rows[1].named.is_empty());

    maps.keys().append_value("k");
    maps.values().append_null();
    maps.append(true).unwrap();
    let error = through::<Named>(batch(vec![("named", Arc::new(maps.finish()))])).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("named"), "{error}");

    #[derive(Debug, PartialEq, Columns)]
    struct Counted {
        named: std::collections::BTreeMap<String, i64>,
    }
    let error = through::<Counted>(batch(vec![("named", Arc::new(there))])).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("`named{}` is f64, not i64"), "{error}");
}
