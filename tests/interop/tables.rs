//! Tables: written by pandas and pyarrow through flytekit and read as rows, and the other way about.

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::files::{Csv, Parquet};
use flyte::prelude::*;
use serde_json::{Value, json};

use crate::place::{Place, everywhere, in_both, same_types};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Group {
    x: f64,
    name: Option<String>,
}

/// Every kind of column.
#[derive(Debug, Clone, PartialEq, Columns)]
struct Row {
    tiny: i8,
    small: i16,
    middle: i32,
    id: i64,
    byte: u8,
    huge: u64,
    single: f32,
    double: f64,
    flag: bool,
    text: String,
    blob: Bytes,
    moment: DateTime<Utc>,
    naive: DateTime<Utc>,
    day: NaiveDate,
    span: TimeDelta,
    kind: String,
    maybe: Option<i64>,
    numbers: Vec<i64>,
    words: Vec<Option<String>>,
    group: Group,
    groups: Vec<Group>,
    named: BTreeMap<String, f64>,
}

/// Fewer columns, in another order; all but one may be missing.
#[derive(Debug, Clone, PartialEq, Columns)]
struct Sparse {
    named: Option<BTreeMap<String, f64>>,
    groups: Option<Vec<Group>>,
    group: Option<Group>,
    words: Option<Vec<Option<String>>>,
    numbers: Option<Vec<i64>>,
    kind: Option<String>,
    span: Option<TimeDelta>,
    day: Option<NaiveDate>,
    naive: Option<DateTime<Utc>>,
    moment: Option<DateTime<Utc>>,
    blob: Option<Bytes>,
    text: Option<String>,
    flag: Option<bool>,
    double: Option<f64>,
    huge: Option<u64>,
    tiny: Option<i8>,
    id: i64,
}

/// What pandas keeps as it is.
#[derive(Debug, Clone, PartialEq, Columns)]
struct Framed {
    id: i64,
    small: i16,
    single: f32,
    double: Option<f64>,
    flag: bool,
    text: Option<String>,
    blob: Bytes,
    moment: DateTime<Utc>,
    naive: DateTime<Utc>,
    day: NaiveDate,
    span: TimeDelta,
    kind: String,
    maybe: Option<i64>,
    numbers: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Some3 {
    text: Option<String>,
    id: i64,
    double: Option<f64>,
}

/// What CSV can hold.
#[derive(Debug, Clone, PartialEq, Columns)]
struct Line {
    id: i64,
    double: Option<f64>,
    flag: bool,
    text: String,
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn group(x: f64, name: Option<&str>) -> Group {
    Group { x, name: name.map(str::to_owned) }
}

fn rows() -> Vec<Row> {
    let row = Row {
        tiny: -128,
        small: 32_767,
        middle: -2_147_483_648,
        id: i64::MIN,
        byte: 255,
        huge: u64::MAX,
        single: 0.1,
        double: 0.1,
        flag: true,
        text: "zwölf \"q\", 'x'\n\t🙂".into(),
        blob: Bytes::from_static(b"\0\xff\x80"),
        moment: moment("2024-02-29T23:59:59.999999Z"),
        naive: moment("1969-12-31T23:59:59.123Z"),
        day: NaiveDate::from_ymd_opt(1582, 10, 15).unwrap(),
        span: TimeDelta::microseconds(-1_500_001),
        kind: "a".into(),
        maybe: Some(i64::MAX),
        numbers: vec![1, -2, 3],
        words: vec![Some("x".into()), None, Some(String::new())],
        group: group(-0.5, Some("g")),
        groups: vec![group(1.5, None), group(2.5, Some("h"))],
        named: [("k".to_owned(), 1.0), ("ü".into(), 2.5)].into(),
    };
    let other = Row {
        tiny: 1,
        id: 2,
        huge: 0,
        flag: false,
        text: String::new(),
        blob: Bytes::new(),
        moment: moment("1970-01-01T00:00:00Z"),
        naive: moment("2262-01-01T00:00:00Z"),
        day: NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        span: TimeDelta::days(3),
        kind: "b".into(),
        maybe: None,
        numbers: vec![],
        words: vec![],
        group: group(f64::MAX, None),
        groups: vec![],
        named: BTreeMap::new(),
        ..row.clone()
    };
    vec![row.clone(), other, row]
}

fn sparse() -> Vec<Sparse> {
    let nothing = Sparse {
        named: None,
        groups: None,
        group: None,
        words: None,
        numbers: None,
        kind: None,
        span: None,
        day: None,
        naive: None,
        moment: None,
        blob: None,
        text: None,
        flag: None,
        double: None,
        huge: None,
        tiny: None,
        id: 1,
    };
    let row = rows().swap_remove(0);
    let full = Sparse {
        named: Some(row.named),
        groups: Some(row.groups),
        group: Some(row.group),
        words: Some(row.words),
        numbers: Some(row.numbers),
        kind: Some(row.kind),
        span: Some(row.span),
        day: Some(row.day),
        naive: Some(row.naive),
        moment: Some(row.moment),
        blob: Some(row.blob),
        text: Some(row.text),
        flag: Some(row.flag),
        double: Some(row.double),
        huge: Some(row.huge),
        tiny: Some(row.tiny),
        id: 2,
    };
    vec![nothing.clone(), full, nothing]
}

fn framed() -> Vec<Framed> {
    let row = rows().swap_remove(0);
    let one = Framed {
        id: row.id,
        small: row.small,
        single: row.single,
        double: Some(row.double),
        flag: row.flag,
        text: Some(row.text),
        blob: row.blob,
        moment: row.moment,
        naive: row.naive,
        day: NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        span: row.span,
        kind: row.kind,
        maybe: Some(3),
        numbers: row.numbers,
    };
    let other =
        Framed { id: 2, double: None, text: None, maybe: None, kind: "b".into(), ..one.clone() };
    vec![one.clone(), other, one]
}

/// A time as Python writes it.
fn iso(time: DateTime<Utc>, zone: &str) -> String {
    let digits = if time.timestamp_subsec_micros() == 0 { "" } else { "%.6f" };
    format!("{}{zone}", time.format(&format!("%Y-%m-%dT%H:%M:%S{digits}")))
}

fn micros(span: TimeDelta) -> i64 {
    span.num_microseconds().unwrap()
}

fn hex(bytes: &Bytes) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Group {
    fn json(&self) -> Value {
        json!({"x": self.x, "name": self.name})
    }
}

/// A row as JSON. `naive` is the zone of the column `naive`.
trait Json {
    fn json(&self, naive: &str) -> Value;
}

impl Json for Row {
    fn json(&self, naive: &str) -> Value {
        json!({
            "tiny": self.tiny, "small": self.small, "middle": self.middle, "id": self.id,
            "byte": self.byte, "huge": self.huge, "single": f64::from(self.single), "double": self.double,
            "flag": self.flag, "text": self.text, "blob": hex(&self.blob),
            "moment": iso(self.moment, "+00:00"), "naive": iso(self.naive, naive),
            "day": self.day.to_string(), "span": micros(self.span), "kind": self.kind,
            "maybe": self.maybe, "numbers": self.numbers, "words": self.words,
            "group": self.group.json(),
            "groups": self.groups.iter().map(Group::json).collect::<Vec<_>>(),
            "named": self.named,
        })
    }
}

impl Json for Sparse {
    fn json(&self, naive: &str) -> Value {
        let groups = |groups: &Vec<Group>| groups.iter().map(Group::json).collect::<Vec<_>>();
        json!({
            "named": self.named, "groups": self.groups.as_ref().map(groups),
            "group": self.group.as_ref().map(Group::json), "words": self.words,
            "numbers": self.numbers, "kind": self.kind, "span": self.span.map(micros),
            "day": self.day.map(|day| day.to_string()),
            "naive": self.naive.map(|time| iso(time, naive)),
            "moment": self.moment.map(|time| iso(time, "+00:00")),
            "blob": self.blob.as_ref().map(hex), "text": self.text, "flag": self.flag,
            "double": self.double, "huge": self.huge, "tiny": self.tiny, "id": self.id,
        })
    }
}

impl Json for Framed {
    fn json(&self, naive: &str) -> Value {
        json!({
            "id": self.id, "small": self.small, "single": f64::from(self.single),
            "double": self.double, "flag": self.flag, "text": self.text, "blob": hex(&self.blob),
            "moment": iso(self.moment, "+00:00"), "naive": iso(self.naive, naive),
            "day": self.day.to_string(), "span": micros(self.span), "kind": self.kind,
            "maybe": self.maybe, "numbers": self.numbers,
        })
    }
}

impl Json for Some3 {
    fn json(&self, _: &str) -> Value {
        json!({"text": self.text, "id": self.id, "double": self.double})
    }
}

impl Json for Line {
    fn json(&self, _: &str) -> Value {
        json!({"id": self.id, "double": self.double, "flag": self.flag, "text": self.text})
    }
}

fn all<R: Json>(rows: &[R], naive: &str) -> Value {
    rows.iter().map(|row| row.json(naive)).collect()
}

/// The rows of JSON, as an input of flytekit's tasks that write.
fn text<R: Json>(rows: &[R], naive: &str) -> String {
    all(rows, naive).to_string()
}

#[task]
fn write_rows() -> StructuredDataset<Row> {
    StructuredDataset::from_rows(rows())
}

/// Of a type without columns.
#[task]
fn write_whole() -> StructuredDataset {
    StructuredDataset::from_rows(rows()).read_as()
}

#[task]
fn write_whole_sparse() -> StructuredDataset {
    StructuredDataset::from_rows(sparse()).read_as()
}

#[task]
fn write_framed() -> StructuredDataset<Framed> {
    StructuredDataset::from_rows(framed())
}

#[task]
async fn read_rows(table: StructuredDataset<Row>) -> Result<String> {
    Ok(text(&table.rows().await?, ""))
}

#[task]
async fn read_sparse(table: StructuredDataset<Sparse>) -> Result<String> {
    Ok(text(&table.rows().await?, ""))
}

#[task]
async fn read_framed(table: StructuredDataset<Framed>) -> Result<String> {
    Ok(text(&table.rows().await?, ""))
}

#[task]
async fn read_some(table: StructuredDataset<Some3>) -> Result<String> {
    Ok(text(&table.rows().await?, ""))
}

#[task]
fn pass_table(table: StructuredDataset) -> StructuredDataset {
    table
}

fn some(rows: &[Framed]) -> Vec<Some3> {
    let some = |row: &Framed| Some3 { text: row.text.clone(), id: row.id, double: row.double };
    rows.iter().map(some).collect()
}

/// Tables of pyarrow.
async fn arrow_crosses(place: &Place) {
    let full = place.values(text(&rows(), ""));
    for write in ["tables.write_arrow", "tables.write_others"] {
        let theirs = place.theirs(write, &full).await;
        let read = place.ours(read_rows::definition(), &theirs).await.json();
        assert_eq!(read, all(&rows(), ""), "{write} on {}", place.name);
    }
    let theirs = place.theirs("tables.write_arrow", &place.values(text(&sparse(), ""))).await;
    let read = place.ours(read_sparse::definition(), &theirs).await.json();
    assert_eq!(read, all(&sparse(), ""), "on {}", place.name);

    // flytekit reads tables as Arrow's from local folders only
    if place.base.is_local() {
        let nothing = place.literals(&[]);
        let ours = place.ours(write_whole::definition(), &nothing).await;
        assert_eq!(place.theirs("tables.read_arrow", &ours).await.json(), all(&rows(), "+00:00"));
        let ours = place.ours(write_whole_sparse::definition(), &nothing).await;
        let read = place.theirs("tables.read_arrow", &ours).await.json();
        assert_eq!(read, all(&sparse(), "+00:00"));
        // columns that the type declares are what it asks for, and groups lose their names then
        let ours = place.ours(write_rows::definition(), &nothing).await;
        let mut expected = all(&rows(), "+00:00");
        for row in expected.as_array_mut().unwrap() {
            let group = row.as_object_mut().unwrap().remove("group").unwrap();
            row["x"] = group["x"].clone();
            row["name"] = group["name"].clone();
        }
        assert_eq!(place.theirs("tables.read_arrow", &ours).await.json(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_arrow_cross() {
    in_both(arrow_crosses).await;
}

/// Tables of pandas, with declared columns and without.
async fn pandas_cross(place: &Place) {
    let inputs = place.values(text(&framed(), ""));
    for write in ["tables.write_pandas", "tables.write_flat"] {
        let theirs = place.theirs(write, &inputs).await;
        let read = place.ours(read_framed::definition(), &theirs).await.json();
        assert_eq!(read, all(&framed(), ""), "{write} on {}", place.name);
        let read = place.ours(read_some::definition(), &theirs).await.json();
        assert_eq!(read, all(&some(&framed()), ""), "{write} on {}", place.name);
        // a task that passes it on, without opening it
        let passed = place.ours(pass_table::definition(), &theirs).await;
        assert_eq!(passed.literals(), theirs.literals());
        assert_eq!(place.theirs("tables.pass_table", &passed).await.literals(), theirs.literals());
    }
    let ours = place.ours(write_framed::definition(), &place.literals(&[])).await;
    assert_eq!(place.theirs("tables.read_frame", &ours).await.json(), all(&framed(), "+00:00"));
    let read = place.theirs("tables.read_some", &ours).await.json();
    let expected = framed().into_iter().map(|row| json!({"double": row.double, "id": row.id}));
    assert_eq!(read, expected.collect::<Value>(), "on {}", place.name);
    let passed = place.theirs("tables.pass_table", &ours).await;
    assert_eq!(passed.literals(), ours.literals());
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_pandas_cross() {
    everywhere(pandas_cross).await;
}

fn lines() -> Vec<Line> {
    let line = |id, double, flag, text: &str| Line { id, double, flag, text: text.into() };
    vec![
        line(1, Some(0.5), true, "a,b \"q\""),
        line(-2, None, false, "ü\nx"),
        line(3, Some(2.0), true, "c"),
    ]
}

#[task]
fn write_csv() -> StructuredDataset<Line, Csv> {
    StructuredDataset::from_rows(lines())
}

#[task]
async fn read_csv(table: StructuredDataset<Line, Csv>) -> Result<String> {
    Ok(text(&table.rows().await?, ""))
}

async fn csv_crosses(place: &Place) {
    let theirs = place.theirs("tables.write_csv", &place.values(text(&lines(), ""))).await;
    let ours = place.ours(write_csv::definition(), &place.literals(&[])).await;
    for written in [theirs, ours] {
        let read = place.ours(read_csv::definition(), &written).await.json();
        assert_eq!(read, all(&lines(), ""), "on {}", place.name);
        let read = place.theirs("tables.read_csv", &written).await.json();
        assert_eq!(read, all(&lines(), ""), "on {}", place.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_tables_cross() {
    in_both(csv_crosses).await;
}

#[derive(Debug, Clone, FlyteType)]
struct Study {
    name: String,
    main: StructuredDataset,
    more: Vec<StructuredDataset>,
    #[serde(default)]
    none: Option<StructuredDataset>,
}

#[task]
fn write_study() -> Study {
    let table = || StructuredDataset::from_rows(framed()).read_as();
    Study { name: "both".into(), main: table(), more: vec![table()], none: None }
}

#[task]
async fn read_study(study: Study) -> Result<String> {
    let mut tables = Vec::new();
    for table in [&study.main, &study.more[0]] {
        let table: StructuredDataset<Framed> = table.clone().read_as();
        tables.push(all(&table.rows().await?, ""));
    }
    Ok(json!({"name": study.name, "tables": tables, "none": study.none.is_some().then_some("")})
        .to_string())
}

#[task]
fn pass_study(study: Study) -> Study {
    study
}

async fn studies_cross(place: &Place) {
    let expected = |naive| {
        let table = all(&framed(), naive);
        json!({"name": "both", "tables": [table, table], "none": null})
    };
    let theirs = place.theirs("tables.write_study", &place.values(text(&framed(), ""))).await;
    assert_eq!(place.ours(read_study::definition(), &theirs).await.json(), expected(""));
    let passed = place.ours(pass_study::definition(), &theirs).await;
    assert_eq!(passed.literals(), theirs.literals());
    let ours = place.ours(write_study::definition(), &place.literals(&[])).await;
    assert_eq!(place.theirs("tables.read_study", &ours).await.json(), expected("+00:00"));
    let passed = place.theirs("tables.pass_study", &ours).await;
    assert_eq!(passed.literals(), ours.literals());
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_in_structs_cross() {
    in_both(studies_cross).await;
}

/// Several files, each compressed by another means, and an empty one that isn't Parquet.
async fn files_are_read(place: &Place) {
    let written = place.theirs("tables.write_files", &place.values(text(&rows(), ""))).await;
    let read = place.ours(read_rows::definition(), &written).await.json();
    let expected: Vec<Row> = (0..5).flat_map(|_| rows()).collect();
    assert_eq!(read, all(&expected, ""), "on {}", place.name);
    // one file that is no folder, and the type that tables once had
    for write in ["tables.write_file", "tables.write_schema"] {
        let written = place.theirs(write, &place.values(text(&framed(), ""))).await;
        let read = place.ours(read_some::definition(), &written).await.json();
        assert_eq!(read, all(&some(&framed()), ""), "{write} on {}", place.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_of_several_files_are_read() {
    in_both(files_are_read).await;
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Declared {
    id: i64,
    double: f64,
    flag: bool,
    text: String,
    moment: DateTime<Utc>,
    span: TimeDelta,
    numbers: Vec<i64>,
    named: BTreeMap<String, f64>,
    group: Group,
}

#[task]
fn declared(table: StructuredDataset<Declared>) -> StructuredDataset<Declared, Parquet> {
    table.cast()
}

#[test]
fn types_of_tables_are_equal() {
    same_types(&[
        (declared::definition(), "tables.declared"),
        (pass_table::definition(), "tables.pass_table"),
        (pass_study::definition(), "tables.pass_study"),
    ]);
}
