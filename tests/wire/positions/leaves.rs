//! Types that are no unions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bytes::Bytes;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use flyte::files::{Any, Csv, Parquet};
use flyte::prelude::*;
use flyte_types::Value;

use super::Sweep;

#[derive(Debug, Clone, Copy, PartialEq, FlyteType)]
#[serde(rename_all = "lowercase")]
pub enum Color {
    Red,
    Green,
}

#[derive(Debug, Clone, Copy, PartialEq, FlyteType)]
#[serde(rename_all = "lowercase")]
pub enum Mood {
    Calm,
    Grim,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
pub struct Point {
    pub x: i64,
    pub y: f64,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
pub struct Label {
    pub text: String,
    #[serde(default = "three")]
    pub size: i64,
}

fn three() -> i64 {
    3
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Empty {}

#[derive(Debug, Clone, PartialEq, FlyteType)]
pub struct Line {
    pub start: Point,
    pub via: Vec<Point>,
    pub end: Option<Point>,
    pub marks: BTreeMap<String, Label>,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
pub enum IntOrText {
    Int(i64),
    Text(String),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[serde(default)]
pub struct Defaults {
    pub i: i64,
    pub f: f64,
    pub s: String,
    pub b: bool,
    pub o: Option<i64>,
    pub p: Option<String>,
    pub c: Color,
    pub u: IntOrText,
    pub d: NaiveDate,
    pub t: TimeDelta,
    pub at: DateTime<Utc>,
    pub many: Vec<i64>,
    pub named: BTreeMap<String, Vec<i64>>,
}

impl Default for Defaults {
    fn default() -> Self {
        Defaults {
            i: 5,
            f: 1.5,
            s: "s".into(),
            b: true,
            o: None,
            p: Some("p".into()),
            c: Color::Green,
            u: IntOrText::Int(7),
            d: day("2024-02-29"),
            t: TimeDelta::seconds(90),
            at: time("2024-01-02T03:04:05Z"),
            many: vec![],
            named: BTreeMap::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(pydantic)]
pub struct Inner {
    pub x_size: i64,
    #[serde(default = "n")]
    pub name: String,
}

pub fn n() -> String {
    "n".into()
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(pydantic)]
pub struct Outer {
    pub inner: Inner,
    #[serde(default)]
    pub maybe: Option<Inner>,
    #[serde(default)]
    pub many: Vec<Inner>,
    #[serde(default)]
    pub named: BTreeMap<String, Inner>,
    #[serde(default = "one")]
    pub pick: IntOrText,
}

pub fn one() -> IntOrText {
    IntOrText::Int(1)
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(pydantic)]
struct Hollow {}

#[derive(Columns)]
pub struct Ab {
    pub a: i64,
    pub b: String,
}

pub fn time(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn inner(x_size: i64, name: &str) -> Inner {
    Inner { x_size, name: name.into() }
}

pub fn table<Row: flyte::types::columns::Table, F: flyte::files::Format>(
    format: &str,
) -> StructuredDataset<Row, F> {
    StructuredDataset::from_uri("s3://bucket/t").expect("a table").with_format(format)
}

/// A struct with fields of a type, and its value around one value.
macro_rules! around {
    ($name:ident, $ty:ty, [$($attribute:tt)*], [$($given:ident)?]) => {
        #[derive(Debug, Clone, FlyteType)]
        $($attribute)*
        struct $name {
            it: $ty,
            many: Vec<$ty>,
            named: BTreeMap<String, $ty>,
            groups: BTreeMap<String, Vec<$ty>>,
            by_id: BTreeMap<i64, $ty>,
            maybe: Option<$ty>,
            gaps: Vec<Option<$ty>>,
            $(#[serde(default = "last")] $given: $ty,)?
            #[serde(default)]
            none: Option<$ty>,
        }

        impl $name {
            fn of(it: $ty, values: &[$ty]) -> Self {
                let (first, last) = (values[0].clone(), values[values.len() - 1].clone());
                $name {
                    it,
                    many: values.to_vec(),
                    named: [("a".into(), first.clone()), ("b".into(), last.clone())].into(),
                    groups: [("a".into(), values.to_vec()), ("b".into(), vec![])].into(),
                    by_id: [(1, first.clone()), (300, last.clone())].into(),
                    maybe: Some(last.clone()),
                    gaps: vec![Some(first), None],
                    $($given: last,)?
                    none: None,
                }
            }
        }
    };
}

/// Checks a type by itself and in collections.
macro_rules! alone {
    ($sweep:ident, $leaf:ident, $ty:ty) => {{
        let values: Vec<$ty> = values();
        let (first, last) = (values[0].clone(), values[values.len() - 1].clone());
        let at = |position: &str| format!("{}/{position}", stringify!($leaf));
        $sweep.check(&at("itself"), &values);
        $sweep.check(&at("list"), &[values.clone(), vec![]]);
        $sweep.check(&at("rows"), &[vec![values.clone(), vec![]]]);
        let map = BTreeMap::from([("a".to_owned(), first.clone()), ("b".to_owned(), last.clone())]);
        $sweep.check(&at("map"), &[map, BTreeMap::new()]);
        let groups = BTreeMap::from([("a".to_owned(), values.clone()), ("b".to_owned(), vec![])]);
        $sweep.check(&at("groups"), &[groups]);
        let optional: Vec<Option<$ty>> = values.iter().cloned().map(Some).chain([None]).collect();
        $sweep.check(&at("optional"), &optional);
        $sweep.check(&at("gaps"), &[vec![Some(first.clone()), None]]);
        $sweep.check(&at("optional_list"), &[Some(values.clone()), None]);
        // Where a path leads to it in a class.
        for position in ["dataclass", "model"].map(at) {
            let each = |value: &$ty| vec![value.clone(); values.len()];
            let (first, last) = (&values[0], &values[values.len() - 1]);
            $sweep.leads(&position, &["it"], &values);
            $sweep.leads(&position, &["many"], &vec![values.clone(); values.len()]);
            $sweep.leads(&position, &["many", "0"], &each(first));
            $sweep.leads(&position, &["named", "b"], &each(last));
            $sweep.leads(&position, &["groups", "a"], &vec![values.clone(); values.len()]);
            $sweep.leads(&position, &["groups", "a", "0"], &each(first));
            $sweep.leads(&position, &["maybe"], &vec![Some(last.clone()); values.len()]);
            $sweep.leads(
                &position,
                &["gaps"],
                &vec![vec![Some(first.clone()), None]; values.len()],
            );
            $sweep.leads(&position, &["gaps", "0"], &vec![Some(first.clone()); values.len()]);
            $sweep.leads(&position, &["none"], &vec![None::<$ty>; values.len()]);
        }
    }};
}

macro_rules! leaves {
    ($($leaf:ident: $ty:ty = $values:expr, [$($given:ident)?] $($alone:ident)?;)+) => {
        $(mod $leaf {
            #[allow(unused_imports)]
            use super::*;

            around!(Around, $ty, [], [$($given)?]);
            around!(Model, $ty, [#[flyte(pydantic)]], [$($given)?]);

            fn values() -> Vec<$ty> {
                $values.into()
            }

            $(fn last() -> $ty {
                let $given = values();
                $given[$given.len() - 1].clone()
            })?

            pub fn check(sweep: &mut Sweep) {
                let values = values();
                let around: Vec<_> = values.iter().map(|it| Around::of(it.clone(), &values)).collect();
                sweep.check(concat!(stringify!($leaf), "/dataclass"), &around);
                let around: Vec<_> = values.iter().map(|it| Model::of(it.clone(), &values)).collect();
                sweep.check(concat!(stringify!($leaf), "/model"), &around);
                $(self::$alone(sweep);)?
            }

            $(fn $alone(sweep: &mut Sweep) {
                alone!(sweep, $leaf, $ty);
            })?
        })+

        pub fn check(sweep: &mut Sweep) {
            $($leaf::check(sweep);)+
        }
    };
}

leaves! {
    int: i64 = [0, 1, -1, 127, 128, -32, -33, 65535, 65536, 1 << 31, i64::MAX, i64::MIN], [given] alone;
    float: f64 = [0.0, -0.0, 1.0, 0.1, 5e-324, f64::MAX], [given] alone;
    no_number: f64 = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY], [given] alone;
    boolean: bool = [false, true], [given] alone;
    text: String = ["".to_owned(), "a".into(), "ü\n\0\"".into(), "x".repeat(31), "x".repeat(32), "y".repeat(256)], [given] alone;
    time: DateTime<Utc> = [
        super::time("1970-01-01T00:00:00Z"),
        super::time("2024-01-02T03:04:05.000006Z"),
        super::time("1969-12-31T23:59:59.999999Z"),
        super::time("0001-01-01T00:00:00Z"),
        super::time("9999-12-31T23:59:59.999999Z"),
    ], [given] alone;
    offset_time: DateTime<FixedOffset> = [
        "2024-01-02T03:04:05+05:30".parse().unwrap(),
        "2024-01-02T03:04:05.000006-08:00".parse().unwrap(),
    ], [given];
    naive_time: NaiveDateTime = ["2024-01-02T03:04:05".parse().unwrap(), "2024-01-02T03:04:05.000006".parse().unwrap()], [given] alone;
    day: NaiveDate = [super::day("1970-01-01"), super::day("0001-01-01"), super::day("9999-12-31"), super::day("2024-02-29")], [given] alone;
    span: TimeDelta = [
        TimeDelta::zero(),
        TimeDelta::hours(1),
        TimeDelta::microseconds(-1),
        TimeDelta::days(-2) + TimeDelta::microseconds(5),
        TimeDelta::days(365 * 200) + TimeDelta::microseconds(1),
        TimeDelta::milliseconds(86_401_500),
    ], [given] alone;
    color: Color = [Color::Red, Color::Green], [given] alone;
    raw: Bytes = [Bytes::new(), "abc".into(), (0..128).collect::<Vec<u8>>().repeat(3).into()], [given];
    path: PathBuf = [PathBuf::from("/data/a.csv")], [given];
    set: BTreeSet<i64> = [BTreeSet::from([1]), BTreeSet::from([7])], [];
    untyped: Value = [
        Value::Map(vec![]),
        Value::from_serde(&serde_json::json!({"a": 1})).unwrap(),
    ], [] alone;
    by_id: BTreeMap<i64, String> = [BTreeMap::new(), BTreeMap::from([(1, "a".to_owned()), (300, "b".into())])], [] alone;
    point: Point = [Point { x: 1, y: 2.0 }, Point { x: i64::MIN, y: -0.0 }], [] alone;
    label: Label = [Label { text: "a".into(), size: 3 }, Label { text: "".into(), size: 0 }], [] alone;
    empty: Empty = [Empty {}], [] alone;
    line: Line = [
        Line {
            start: Point { x: 1, y: 2.0 },
            via: vec![Point { x: -1, y: 0.5 }],
            end: None,
            marks: [("m".to_owned(), Label { text: "a".into(), size: 3 })].into(),
        },
        Line { start: Point { x: 1, y: 2.0 }, via: vec![], end: Some(Point { x: 1, y: 2.0 }), marks: BTreeMap::new() },
    ], [] alone;
    defaults: Defaults = [
        Defaults::default(),
        Defaults {
            i: 1,
            o: Some(2),
            p: None,
            u: IntOrText::Text("u".into()),
            many: vec![1],
            named: [("a".to_owned(), vec![1, 2])].into(),
            ..Defaults::default()
        },
    ], [] alone;
    inner: Inner = [super::inner(1, "n"), super::inner(-1, "")], [] alone;
    outer: Outer = [
        Outer { inner: super::inner(1, "n"), maybe: None, many: vec![], named: BTreeMap::new(), pick: IntOrText::Int(1) },
        Outer {
            inner: super::inner(1, "n"),
            maybe: Some(super::inner(2, "n")),
            many: vec![super::inner(3, "n")],
            named: [("a".to_owned(), super::inner(4, "n"))].into(),
            pick: IntOrText::Text("p".into()),
        },
    ], [] alone;
    hollow: Hollow = [Hollow {}], [] alone;
    file: FlyteFile = [FlyteFile::from_uri("s3://bucket/a").unwrap(), FlyteFile::from_uri("https://example.com/b.csv").unwrap()], [] alone;
    csv_file: FlyteFile<Csv> = [FlyteFile::from_uri("s3://bucket/a.csv").unwrap()], [] alone;
    folder: FlyteDirectory = [FlyteDirectory::from_uri("s3://bucket/a").unwrap()], [] alone;
    parquet_folder: FlyteDirectory<Parquet> = [FlyteDirectory::from_uri("s3://bucket/a").unwrap()], [] alone;
    table: StructuredDataset = [super::table("parquet")], [] alone;
    csv_table: StructuredDataset<Any, Csv> = [super::table("csv")], [] alone;
    columns: StructuredDataset<Ab> = [super::table("parquet")], [] alone;
}
