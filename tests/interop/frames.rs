//! Tables of pandas with more than plain columns, and the arrow schemas that types of tables have.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use flyte::files::{Arrow, Csv, Parquet};
use flyte::prelude::*;

use crate::place::{Place, in_both, same_types};

/// A row of `frames.py`, but for columns that not all files have.
#[derive(Debug, Clone, PartialEq, Columns)]
struct Odd {
    id: Option<i64>,
    flag: Option<bool>,
    word: Option<String>,
    unused: Option<String>,
    clock: Option<NaiveTime>,
    span: Option<TimeDelta>,
    at: Option<DateTime<Utc>>,
    price: Option<String>,
    text: Option<String>,
    number: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Kind {
    kind: Option<String>,
}

/// Categories of which there are none, which pandas takes for numbers.
#[derive(Debug, Clone, PartialEq, Columns)]
struct Empty {
    empty: Option<String>,
}

fn odd() -> Vec<Odd> {
    let empty = Odd {
        id: None,
        flag: None,
        word: None,
        unused: None,
        clock: None,
        span: None,
        at: None,
        price: None,
        text: None,
        number: None,
    };
    vec![
        Odd {
            id: Some(1),
            flag: Some(true),
            word: Some("a".into()),
            clock: NaiveTime::from_hms_micro_opt(1, 2, 3, 4),
            span: Some(TimeDelta::seconds(1)),
            at: Some("2023-12-31T23:00:00Z".parse().unwrap()),
            price: Some("1.50".into()),
            text: Some("a".into()),
            number: Some(1.5),
            ..empty.clone()
        },
        Odd { at: Some("2024-07-01T10:00:00Z".parse().unwrap()), ..empty.clone() },
        Odd {
            id: Some(3),
            flag: Some(false),
            word: Some("ü".into()),
            clock: NaiveTime::from_hms_opt(23, 59, 59),
            span: Some(TimeDelta::seconds(3)),
            price: Some("-2.25".into()),
            text: Some("c".into()),
            number: Some(f64::INFINITY),
            ..empty
        },
    ]
}

fn shown<T: std::fmt::Debug>(rows: &[T]) -> Vec<String> {
    rows.iter().map(|row| format!("{row:?}")).collect()
}

#[task]
async fn read_odd(table: StructuredDataset<Odd>) -> Result<Vec<String>> {
    Ok(shown(&table.rows().await?))
}

#[task]
async fn read_odd_arrow(table: StructuredDataset<Odd, Arrow>) -> Result<Vec<String>> {
    Ok(shown(&table.rows().await?))
}

#[task]
async fn read_empty(table: StructuredDataset<Empty>) -> Result<Vec<String>> {
    Ok(shown(&table.rows().await?))
}

#[task]
async fn read_kinds(table: StructuredDataset<Kind>) -> Result<Vec<String>> {
    Ok(shown(&table.rows().await?))
}

/// All columns, as they are: their names, and how many rows there are.
#[task]
async fn look(table: StructuredDataset) -> Result<(Vec<String>, i64)> {
    let batches = table.batches().await?;
    let names = batches.schema().fields().iter().map(|field| field.name().clone()).collect();
    let rows: usize = batches.all().await?.iter().map(|batch| batch.num_rows()).sum();
    Ok((names, rows as i64))
}

async fn frames_cross(place: &Place) {
    let columns = "id flag word kind unused empty clock span at price text number";
    for (name, extra, rows) in [
        ("plain", "", 3),
        ("no_index", "", 3),
        ("named_index", "", 3),
        ("text_index", " __index_level_0__", 3),
        ("nothing", "", 0),
        ("feather", "", 3),
    ] {
        let theirs = place.theirs("frames.write", &place.values(name.to_owned())).await;
        let read = match name {
            "feather" => place.ours(read_odd_arrow::definition(), &theirs).await,
            _ => place.ours(read_odd::definition(), &theirs).await,
        };
        assert_eq!(read.one::<Vec<String>>(), shown(&odd()[..rows]), "{name} on {}", place.name);
        let kinds = place.ours(read_kinds::definition(), &theirs).await.one::<Vec<String>>();
        let expected = [Some("x"), None, Some("y")].map(|kind| Kind { kind: kind.map(Into::into) });
        assert_eq!(kinds, shown(&expected[..rows]), "{name} on {}", place.name);
        // only the footers of Parquet files tell that a column has no value
        if name != "feather" {
            let empty = place.ours(read_empty::definition(), &theirs).await.one::<Vec<String>>();
            assert_eq!(empty, vec![format!("{:?}", Empty { empty: None }); rows], "{name}");
        }
        let looked = place.ours(look::definition(), &theirs).await.literals();
        let names: Vec<String> = flyte::types::interface::decode_one(&looked[0]).unwrap();
        assert_eq!(names.join(" "), format!("{columns}{extra}"), "{name}");
        let count: i64 = flyte::types::interface::decode_one(&looked[1]).unwrap();
        assert_eq!(count, rows as i64, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_pandas_has() {
    in_both(frames_cross).await;
}

async fn parts_cross(place: &Place) {
    // the missing one has a folder of its own, and they are read in the order of their names
    let theirs = place.theirs("frames.write_parts", &place.values("kind".to_owned())).await;
    let read = place.ours(read_odd::definition(), &theirs).await.one::<Vec<String>>();
    let rows = odd();
    assert_eq!(read, shown(&[rows[1].clone(), rows[0].clone(), rows[2].clone()]), "{}", place.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_of_parts_that_pandas_writes() {
    in_both(parts_cross).await;
}

/// What text can say of such a row: spans of time are written in words.
#[derive(Debug, Clone, PartialEq, Columns)]
struct OddLine {
    id: Option<i64>,
    flag: Option<bool>,
    word: Option<String>,
    kind: Option<String>,
    clock: Option<NaiveTime>,
    at: Option<DateTime<Utc>>,
    price: Option<String>,
    text: Option<String>,
    number: Option<f64>,
}

#[task]
async fn read_odd_csv(table: StructuredDataset<OddLine, Csv>) -> Result<Vec<String>> {
    Ok(shown(&table.rows().await?))
}

async fn lines_cross(place: &Place) {
    let kinds = [Some("x"), None, Some("y")];
    let lines: Vec<OddLine> = odd()
        .into_iter()
        .zip(kinds)
        .map(|(row, kind)| OddLine {
            id: row.id,
            flag: row.flag,
            word: row.word,
            kind: kind.map(Into::into),
            clock: row.clock,
            at: row.at,
            price: row.price,
            text: row.text,
            number: row.number,
        })
        .collect();
    for name in ["csv", "csv_index"] {
        let theirs = place.theirs("frames.write", &place.values(name.to_owned())).await;
        let read = place.ours(read_odd_csv::definition(), &theirs).await.one::<Vec<String>>();
        assert_eq!(read, shown(&lines), "{name} on {}", place.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_that_pandas_writes() {
    in_both(lines_cross).await;
}

#[derive(Debug, Clone, PartialEq, Columns)]
#[flyte(arrow_schema)]
struct Described {
    id: i64,
    name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Point {
    x: f64,
    name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
#[flyte(arrow_schema)]
struct Nested {
    small: u8,
    single: f32,
    flag: Option<bool>,
    raw: bytes::Bytes,
    day: NaiveDate,
    at: DateTime<Utc>,
    naive: NaiveDateTime,
    clock: NaiveTime,
    span: TimeDelta,
    lists: Vec<Vec<Option<String>>>,
    group: Option<Point>,
    groups: Vec<Point>,
    named: BTreeMap<String, Point>,
    maybe: BTreeMap<String, Option<f64>>,
}

#[task]
fn describe(table: StructuredDataset<Described>) -> StructuredDataset<Described> {
    table
}

#[task]
fn write_described() -> StructuredDataset<Described, Parquet> {
    StructuredDataset::from_rows(vec![Described { id: 1, name: None }])
}

#[task]
fn write_nested() -> StructuredDataset<Nested, Parquet> {
    StructuredDataset::from_rows(Vec::new())
}

#[test]
fn types_with_arrow_schemas_are_equal() {
    same_types(&[(describe::definition(), "frames.describe")]);
}

async fn schemas_cross(place: &Place) {
    let nothing = place.literals(&[]);
    let ours = place.ours(write_described::definition(), &nothing).await;
    let told = place.theirs("frames.schema_of", &ours).await.one::<String>();
    assert_eq!(told, "arrow: id: int64 not null\nname: string", "on {}", place.name);
    // theirs hands it on, and so do we
    let theirs = place.theirs("frames.describe", &ours).await;
    let passed = place.ours(describe::definition(), &theirs).await;
    assert_eq!(passed.literals(), theirs.literals());
    assert_eq!(place.theirs("frames.schema_of", &passed).await.one::<String>(), told);
    // pyarrow's own words for all kinds of columns
    let ours = place.ours(write_nested::definition(), &nothing).await;
    let told = place.theirs("frames.schema_of", &ours).await.one::<String>();
    let theirs = place.theirs("frames.nested_schema", &place.values(String::new())).await;
    assert_eq!(told, theirs.one::<String>());
}

#[tokio::test(flavor = "multi_thread")]
async fn arrow_schemas_of_types_cross() {
    in_both(schemas_cross).await;
}
