//! Rows of every kind, and what both sides say of them in JSON.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::prelude::*;
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Columns)]
pub struct Group {
    pub x: f64,
    pub name: Option<String>,
}

/// Every kind of column.
#[derive(Debug, Clone, PartialEq, Columns)]
pub struct Row {
    pub tiny: i8,
    pub small: i16,
    pub middle: i32,
    pub id: i64,
    pub byte: u8,
    pub huge: u64,
    pub single: f32,
    pub double: f64,
    pub flag: bool,
    pub text: String,
    pub blob: Bytes,
    pub moment: DateTime<Utc>,
    pub naive: DateTime<Utc>,
    pub day: NaiveDate,
    pub span: TimeDelta,
    pub kind: String,
    pub maybe: Option<i64>,
    pub numbers: Vec<i64>,
    pub words: Vec<Option<String>>,
    pub group: Group,
    pub groups: Vec<Group>,
    pub named: BTreeMap<String, f64>,
}

/// Fewer columns, in another order; all but one may be missing.
#[derive(Debug, Clone, PartialEq, Columns)]
pub struct Sparse {
    pub named: Option<BTreeMap<String, f64>>,
    pub groups: Option<Vec<Group>>,
    pub group: Option<Group>,
    pub words: Option<Vec<Option<String>>>,
    pub numbers: Option<Vec<i64>>,
    pub kind: Option<String>,
    pub span: Option<TimeDelta>,
    pub day: Option<NaiveDate>,
    pub naive: Option<DateTime<Utc>>,
    pub moment: Option<DateTime<Utc>>,
    pub blob: Option<Bytes>,
    pub text: Option<String>,
    pub flag: Option<bool>,
    pub double: Option<f64>,
    pub huge: Option<u64>,
    pub tiny: Option<i8>,
    pub id: i64,
}

/// What pandas keeps as it is.
#[derive(Debug, Clone, PartialEq, Columns)]
pub struct Framed {
    pub id: i64,
    pub small: i16,
    pub single: f32,
    pub double: Option<f64>,
    pub flag: bool,
    pub text: Option<String>,
    pub blob: Bytes,
    pub moment: DateTime<Utc>,
    pub naive: DateTime<Utc>,
    pub day: NaiveDate,
    pub span: TimeDelta,
    pub kind: String,
    pub maybe: Option<i64>,
    pub numbers: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
pub struct Some3 {
    pub text: Option<String>,
    pub id: i64,
    pub double: Option<f64>,
}

/// What CSV can hold.
#[derive(Debug, Clone, PartialEq, Columns)]
pub struct Line {
    pub id: i64,
    pub double: Option<f64>,
    pub flag: bool,
    pub text: String,
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn group(x: f64, name: Option<&str>) -> Group {
    Group { x, name: name.map(str::to_owned) }
}

pub fn rows() -> Vec<Row> {
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

pub fn sparse() -> Vec<Sparse> {
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

pub fn framed() -> Vec<Framed> {
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
pub trait Json {
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

pub fn all<R: Json>(rows: &[R], naive: &str) -> Value {
    rows.iter().map(|row| row.json(naive)).collect()
}

/// The rows of JSON, as an input of flytekit's tasks that write.
pub fn text<R: Json>(rows: &[R], naive: &str) -> String {
    all(rows, naive).to_string()
}

pub fn lines() -> Vec<Line> {
    let line = |id, double, flag, text: &str| Line { id, double, flag, text: text.into() };
    vec![
        line(1, Some(0.5), true, "a,b \"q\""),
        line(-2, None, false, "ü\nx"),
        line(3, Some(2.0), true, "c"),
    ]
}

pub fn some(rows: &[Framed]) -> Vec<Some3> {
    let some = |row: &Framed| Some3 { text: row.text.clone(), id: row.id, double: row.double };
    rows.iter().map(some).collect()
}
