//! Folders whose files differ, as many writers leave them: what the row needs is read, and where the files really differ
//! the column and the file are named.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use flyte::arrow::array::types::{Int8Type, Int16Type};
use flyte::arrow::array::{self, ArrayRef, RecordBatch};
use flyte::arrow::datatypes::{DataType, Field, Schema};
use flyte::frames::{self, Batches, Place, Rows, Wanted, column};
use flyte::prelude::*;
use flyte::storage::Location;

use crate::{Places, Store};

/// A folder with these files in the order of their names: `a`, `b`, …
async fn folder(store: &Store, format: &str, files: Vec<RecordBatch>) -> Place {
    let folder = store.folder.path().join(format!("folder-{}", rand_name()));
    std::fs::create_dir_all(&folder).unwrap();
    for (index, batch) in files.into_iter().enumerate() {
        let place = store.place();
        frames::write(Batches::from(batch), &place, format).await.unwrap();
        let own = if format == "csv" { ".csv" } else { "00000" };
        let name = char::from(b'a' + index as u8).to_string();
        std::fs::copy(place.location().local_path().unwrap().join(own), folder.join(name)).unwrap();
    }
    at(store, folder)
}

fn rand_name() -> String {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed).to_string()
}

fn at(store: &Store, folder: PathBuf) -> Place {
    Place::new(store.stores.clone(), Location::from_path(folder).unwrap())
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true)))
        .unwrap()
}

fn ints(values: Vec<i64>) -> ArrayRef {
    Arc::new(array::Int64Array::from(values))
}

fn small(values: Vec<i32>) -> ArrayRef {
    Arc::new(array::Int32Array::from(values))
}

fn floats(values: Vec<Option<f64>>) -> ArrayRef {
    Arc::new(array::Float64Array::from(values))
}

fn texts(values: Vec<Option<&str>>) -> ArrayRef {
    Arc::new(array::StringArray::from(values))
}

/// The rows as a dataset gives them, which are asked for one file after the other.
async fn rows<R: Columns>(place: &Place, format: &str) -> Result<Vec<R>> {
    let table = StructuredDataset::<R>::from_uri(place.location().as_str())?.with_format(format);
    table.rows().await
}

/// The same by way of record batches, which all have one schema.
async fn by_batches<R: Columns>(place: &Place, format: &str) -> Result<Vec<R>> {
    let wanted = Wanted::all().only(frames::schema(&R::columns()).fields().clone());
    let batches: Batches = frames::read(place, format, wanted).await?;
    let schema = batches.schema().clone();
    let all = batches.all().await?;
    assert!(all.iter().all(|batch| batch.schema() == schema), "batches of one schema");
    let batches = futures_util::stream::iter(all.into_iter().map(Ok));
    Rows::new(Batches::new(schema, batches), place)?.all().await
}

async fn both<R: Columns + PartialEq + std::fmt::Debug>(place: &Place, format: &str) -> Vec<R> {
    let found = rows::<R>(place, format).await.unwrap();
    assert_eq!(by_batches::<R>(place, format).await.unwrap(), found, "{format} by batches");
    found
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Trip {
    id: i64,
    note: Option<String>,
}

fn trip(id: i64, note: Option<&str>) -> Trip {
    Trip { id, note: note.map(str::to_owned) }
}

#[tokio::test]
async fn more_columns_another_order_and_a_column_less() {
    let store = Store::file();
    for format in ["parquet", "arrow"] {
        let files = vec![
            batch(vec![("id", ints(vec![1])), ("note", texts(vec![Some("a")]))]),
            batch(vec![
                ("more", ints(vec![9])),
                ("note", texts(vec![None])),
                ("id", ints(vec![2])),
            ]),
            batch(vec![("id", ints(vec![3]))]),
            batch(vec![("note", texts(vec![Some("d")])), ("id", ints(vec![4]))]),
        ];
        let place = folder(&store, format, files.clone()).await;
        let expected = [trip(1, Some("a")), trip(2, None), trip(3, None), trip(4, Some("d"))];
        assert_eq!(both::<Trip>(&place, format).await, expected, "{format}");

        // without a row the table has the columns of all files, each once
        let batches: Batches = frames::read(&place, format, Wanted::all()).await.unwrap();
        let names: Vec<_> = batches.schema().fields().iter().map(|f| f.name().clone()).collect();
        assert_eq!(names, ["id", "note", "more"], "{format}");
        let all = batches.all().await.unwrap();
        assert_eq!(all.iter().map(|batch| batch.num_rows()).sum::<usize>(), 4);
        assert_eq!(all[1].column(2).null_count(), 0);
        assert_eq!(all[2].column(2).null_count(), 1);

        // the first file is the one without the column
        let mut turned = files;
        turned.rotate_left(2);
        let place = folder(&store, format, turned).await;
        let expected = [trip(3, None), trip(4, Some("d")), trip(1, Some("a")), trip(2, None)];
        assert_eq!(both::<Trip>(&place, format).await, expected, "{format}");
    }
}

#[tokio::test]
async fn a_column_that_must_be_there_is_named_with_the_files_that_lack_it() {
    let store = Store::file();
    for format in ["parquet", "arrow"] {
        for first in [true, false] {
            let with = batch(vec![("id", ints(vec![1])), ("note", texts(vec![None]))]);
            let without = batch(vec![("note", texts(vec![None]))]);
            let files = if first { vec![without, with] } else { vec![with, without] };
            let place = folder(&store, format, files).await;
            let lacking = if first { "/a" } else { "/b" };
            for error in [
                rows::<Trip>(&place, format).await.unwrap_err(),
                by_batches::<Trip>(&place, format).await.unwrap_err(),
            ] {
                let text = error.to_string();
                assert!(text.contains("`id` is missing from ") && text.contains(lacking), "{text}");
            }
        }
        // a column that no file has is missing from the table, also where it may be missing from a row
        let files = vec![batch(vec![("id", ints(vec![1]))]), batch(vec![("id", ints(vec![2]))])];
        let place = folder(&store, format, files).await;
        let text = rows::<Trip>(&place, format).await.unwrap_err().to_string();
        assert!(text.contains("`note` is missing (text expected)"), "{text}");
    }
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Number {
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Narrow {
    n: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Float {
    n: Option<f64>,
}

#[tokio::test]
async fn numbers_of_another_width_are_read_if_they_fit() {
    let store = Store::file();
    let place = |columns: Vec<ArrayRef>| {
        folder(&store, "parquet", columns.into_iter().map(|n| batch(vec![("n", n)])).collect())
    };
    let byte: ArrayRef = Arc::new(array::UInt8Array::from(vec![200]));
    let mixed = place(vec![small(vec![1]), ints(vec![1 << 40]), byte]).await;
    let read: Vec<i64> = both::<Number>(&mixed, "parquet").await.iter().map(|row| row.n).collect();
    assert_eq!(read, [1, 1 << 40, 200]);

    let fitting = place(vec![small(vec![1]), ints(vec![-7])]).await;
    let read = both::<Narrow>(&fitting, "parquet").await;
    assert_eq!(read, [Narrow { n: Some(1) }, Narrow { n: Some(-7) }]);
    for error in [
        rows::<Narrow>(&mixed, "parquet").await.unwrap_err(),
        by_batches::<Narrow>(&mixed, "parquet").await.unwrap_err(),
    ] {
        let text = error.to_string();
        assert!(text.contains("the column `n` of ") && text.contains("/b, row 0"), "{text}");
        assert!(text.contains("`1099511627776` can't be read as i32"), "{text}");
    }

    // whole numbers with gaps are floats to pandas
    let gaps = place(vec![ints(vec![1]), floats(vec![Some(2.0), None])]).await;
    let read = both::<Float>(&gaps, "parquet").await;
    assert_eq!(read, [Some(1.0), Some(2.0), None].map(|n| Float { n }));
    #[derive(Debug, Clone, PartialEq, Columns)]
    struct Whole {
        n: Option<i64>,
    }
    let read = both::<Whole>(&gaps, "parquet").await;
    assert_eq!(read, [Some(1), Some(2), None].map(|n| Whole { n }));
    let broken = place(vec![ints(vec![1]), floats(vec![Some(2.5)])]).await;
    let text = rows::<Whole>(&broken, "parquet").await.unwrap_err().to_string();
    assert!(text.contains("/b, row 0") && text.contains("`2.5` can't be read as i64"), "{text}");
    let large = place(vec![ints(vec![(1 << 53) + 1]), floats(vec![Some(2.5)])]).await;
    let text = rows::<Float>(&large, "parquet").await.unwrap_err().to_string();
    assert!(text.contains("/a, row 0") && text.contains("can't be read as f64"), "{text}");
    // what no file has as it is wanted stays another type
    let text = rows::<Whole>(&place(vec![floats(vec![Some(1.0)]); 1]).await, "parquet").await;
    assert!(text.unwrap_err().to_string().contains("`n` is f64, not i64"));
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Word {
    word: Option<String>,
}

#[tokio::test]
async fn dictionaries_and_large_text_are_text() {
    let store = Store::file();
    let few: array::DictionaryArray<Int8Type> = ["x", "y"].into_iter().collect();
    let names: Vec<String> = (0..300).map(|n| format!("w{n}")).collect();
    let many: array::DictionaryArray<Int16Type> = names.iter().map(String::as_str).collect();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(few),
        Arc::new(many),
        Arc::new(array::LargeStringArray::from(vec!["large"])),
        Arc::new(array::StringViewArray::from(vec!["view"])),
        texts(vec![None, Some("plain")]),
        Arc::new(array::NullArray::new(2)),
    ];
    for format in ["parquet", "arrow"] {
        for first in 0..columns.len() {
            let mut turned = columns.clone();
            turned.rotate_left(first);
            let files = turned.into_iter().map(|word| batch(vec![("word", word)])).collect();
            let place = folder(&store, format, files).await;
            let read = both::<Word>(&place, format).await;
            let words: Vec<_> = read.iter().filter_map(|row| row.word.as_deref()).collect();
            assert_eq!((read.len(), words.len()), (308, 305), "{format} from {first}");
            for expected in ["x", "w299", "large", "view", "plain"] {
                assert!(words.contains(&expected), "{format} from {first}: {expected}");
            }
            let batches: Batches = frames::read(&place, format, Wanted::all()).await.unwrap();
            let rows: usize = batches.all().await.unwrap().iter().map(|b| b.num_rows()).sum();
            assert_eq!(rows, 308);
        }
    }
}

/// To pandas a column without a value is one of floats, or of nothing.
#[tokio::test]
async fn a_file_without_a_value_in_a_column() {
    let store = Store::file();
    let empties: [ArrayRef; 2] = [Arc::new(array::NullArray::new(2)), floats(vec![None, None])];
    for empty in empties {
        for first in [true, false] {
            let with = batch(vec![("id", ints(vec![1])), ("note", texts(vec![Some("a")]))]);
            let without = batch(vec![("id", ints(vec![2, 3])), ("note", empty.clone())]);
            let files = if first { vec![without, with] } else { vec![with, without] };
            let place = folder(&store, "parquet", files).await;
            let mut read = both::<Trip>(&place, "parquet").await;
            read.sort_by_key(|trip| trip.id);
            assert_eq!(read, [trip(1, Some("a")), trip(2, None), trip(3, None)]);
            let batches: Batches = frames::read(&place, "parquet", Wanted::all()).await.unwrap();
            assert_eq!(*batches.schema().field(1).data_type(), DataType::Utf8);
            batches.all().await.unwrap();
        }
        let alone = batch(vec![("id", ints(vec![2, 3])), ("note", empty)]);
        let place = folder(&store, "parquet", vec![alone]).await;
        assert_eq!(both::<Trip>(&place, "parquet").await, [trip(2, None), trip(3, None)]);
        // and a filter on it gives no rows
        let table = StructuredDataset::<Trip>::from_uri(place.location().as_str()).unwrap();
        for filter in [column("note").eq("a"), column("note").lt("z"), column!(Trip.note).ne("a")] {
            let chosen = table.filter(filter.clone()).unwrap();
            assert_eq!(chosen.rows().await.unwrap(), [], "{filter}");
            let batches = chosen.batches().await.unwrap().all().await.unwrap();
            assert_eq!(batches.iter().map(|batch| batch.num_rows()).sum::<usize>(), 0);
        }
        let missing = table.filter(column("note").is_missing()).unwrap();
        assert_eq!(missing.rows().await.unwrap().len(), 2);
    }
    // a table that nobody declares
    let nothing: ArrayRef = Arc::new(array::NullArray::new(2));
    let batches = Batches::from(batch(vec![("note", nothing)]));
    let kept = batches.filter(&column("note").eq(7)).unwrap().all().await.unwrap();
    assert_eq!(kept[0].num_rows(), 0);
}

#[tokio::test]
async fn files_that_really_differ_are_named_with_the_column() {
    let store = Store::file();
    for format in ["parquet", "arrow"] {
        let files = vec![
            batch(vec![("id", ints(vec![1])), ("note", texts(vec![Some("a")]))]),
            batch(vec![("id", texts(vec![Some("2")])), ("note", ints(vec![2]))]),
        ];
        let place = folder(&store, format, files).await;
        let text = rows::<Trip>(&place, format).await.unwrap_err().to_string();
        assert!(text.contains("`id` is text in ") && text.contains("/b, not i64"), "{text}");
        assert!(text.contains("`note` is i64 in ") && text.contains("/b, not text"), "{text}");
        let wanted = frames::read::<Batches>(&place, format, Wanted::all()).await;
        let text = wanted.unwrap_err().to_string();
        assert!(text.contains("`id` is i64 in ") && text.contains("/a and text in "), "{text}");
        assert!(text.contains("`note` is text in "), "both at once: {text}");
    }
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Spot {
    lat: f64,
    name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Stop {
    spot: Spot,
    tags: Vec<i64>,
}

#[tokio::test]
async fn groups_and_lists_may_differ_inside() {
    let store = Store::file();
    let lists = |values: Vec<i32>| -> ArrayRef {
        let items = values.into_iter().map(Some).collect::<Vec<_>>();
        Arc::new(
            array::ListArray::from_iter_primitive::<flyte::arrow::array::types::Int32Type, _, _>([
                Some(items),
            ]),
        )
    };
    let large: ArrayRef = Arc::new(array::LargeListArray::from_iter_primitive::<
        flyte::arrow::array::types::Int64Type,
        _,
        _,
    >([Some(vec![Some(1_i64 << 40)])]));
    let group = |fields: Vec<(&str, ArrayRef)>| -> ArrayRef {
        let fields = fields.into_iter().map(|(name, array)| {
            (Arc::new(Field::new(name, array.data_type().clone(), true)), array)
        });
        Arc::new(array::StructArray::from(fields.collect::<Vec<_>>()))
    };
    let whole = group(vec![("name", texts(vec![Some("n")])), ("lat", floats(vec![Some(1.5)]))]);
    let short = group(vec![("lat", floats(vec![Some(2.5)]))]);
    let expected = [
        Stop { spot: Spot { lat: 1.5, name: Some("n".into()) }, tags: vec![1, 2] },
        Stop { spot: Spot { lat: 2.5, name: None }, tags: vec![1 << 40] },
    ];
    for format in ["parquet", "arrow"] {
        let files = vec![
            batch(vec![("spot", whole.clone()), ("tags", lists(vec![1, 2]))]),
            batch(vec![("spot", short.clone()), ("tags", large.clone())]),
        ];
        let place = folder(&store, format, files.clone()).await;
        assert_eq!(both::<Stop>(&place, format).await, expected, "{format}");
        let turned = files.into_iter().rev().collect();
        let place = folder(&store, format, turned).await;
        let mut read = both::<Stop>(&place, format).await;
        read.reverse();
        assert_eq!(read, expected, "{format}");
        // what must be there in a group is told with its path
        let files = vec![
            batch(vec![("spot", whole.clone()), ("tags", lists(vec![1]))]),
            batch(vec![
                ("spot", group(vec![("name", texts(vec![None]))])),
                ("tags", lists(vec![])),
            ]),
        ];
        let place = folder(&store, format, files).await;
        let text = rows::<Stop>(&place, format).await.unwrap_err().to_string();
        assert!(text.contains("`spot.lat` is missing from ") && text.contains("/b"), "{text}");
    }
}

#[derive(Debug, PartialEq, Columns)]
struct Event {
    at: DateTime<Utc>,
}

#[tokio::test]
async fn times_may_be_finer_in_one_file_than_in_another() {
    let store = Store::file();
    let nanos = array::TimestampNanosecondArray::from(vec![1_000_000_001]).with_timezone("UTC");
    let files: Vec<ArrayRef> = vec![
        Arc::new(array::TimestampSecondArray::from(vec![1])),
        Arc::new(nanos),
        Arc::new(array::TimestampMicrosecondArray::from(vec![1]).with_timezone("Asia/Tokyo")),
    ];
    let files = files.into_iter().map(|at| batch(vec![("at", at)])).collect();
    let place = folder(&store, "parquet", files).await;
    let nanos: Vec<_> = both::<Event>(&place, "parquet")
        .await
        .iter()
        .map(|event| event.at.timestamp_nanos_opt().unwrap())
        .collect();
    assert_eq!(nanos, [1_000_000_000, 1_000_000_001, 1000]);
}

/// A folder of many files is not opened before its turn has come when its rows are read, and a filter leaves out the
/// row groups of each file by that file's own types.
#[tokio::test]
async fn filters_hold_across_files_of_other_kinds() {
    let store = Store::file();
    let files = (0..40).map(|n: i32| match n % 3 {
        0 => batch(vec![("n", small(vec![n]))]),
        1 => batch(vec![("n", ints(vec![n.into()]))]),
        _ => batch(vec![("n", floats(vec![Some(n.into()), None]))]),
    });
    let mut files: Vec<RecordBatch> = files.collect();
    files.truncate(26);
    let place = folder(&store, "parquet", files).await;
    #[derive(Debug, Clone, PartialEq, Columns)]
    struct Whole {
        n: Option<i64>,
    }
    let table = StructuredDataset::<Whole>::from_uri(place.location().as_str()).unwrap();
    let late = table.filter(column!(Whole.n).ge(20)).unwrap();
    let found: Vec<i64> = late.rows().await.unwrap().into_iter().filter_map(|row| row.n).collect();
    assert_eq!(found, [20, 21, 22, 23, 24, 25]);
    let rows: usize =
        late.batches().await.unwrap().all().await.unwrap().iter().map(|b| b.num_rows()).sum();
    assert_eq!(rows, 6);
}

/// Files that hold no row, of every kind that writers leave.
#[tokio::test]
async fn files_without_rows_are_passed_over() {
    let store = Store::file();
    let schema = Arc::new(Schema::new(vec![
        Field::new("id", DataType::Float64, true),
        Field::new("note", DataType::Null, true),
    ]));
    let none = RecordBatch::new_empty(schema);
    let some = batch(vec![("id", ints(vec![1])), ("note", texts(vec![Some("a")]))]);
    for files in [vec![none.clone(), some.clone()], vec![some, none]] {
        let place = folder(&store, "parquet", files).await;
        assert_eq!(both::<Trip>(&place, "parquet").await, [trip(1, Some("a"))]);
    }
}
