//! Rows into columns and back.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::prelude::*;
use flyte::types::columns::{Column, ColumnType, Width};

use crate::plain::Plain;

#[derive(Clone, Debug, PartialEq, Columns)]
struct Place {
    name: String,
    height: Option<f32>,
}

#[derive(Clone, Debug, PartialEq, Columns)]
#[serde(rename_all = "camelCase")]
struct Trip {
    small: i8,
    number: i64,
    huge: u64,
    base_fare: f64,
    paid: bool,
    note: Option<String>,
    raw: Bytes,
    day: NaiveDate,
    start: DateTime<Utc>,
    took: TimeDelta,
    stops: Vec<Option<Vec<u16>>>,
    tags: BTreeMap<String, Option<i64>>,
    prices: HashMap<String, f64>,
    #[serde(rename = "from")]
    origin: Place,
    via: Option<Place>,
    places: Vec<Place>,
    #[serde(skip)]
    cached: usize,
}

fn trip(number: i64) -> Trip {
    let even = number % 2 == 0;
    let place = |name: &str| Place { name: name.to_owned(), height: even.then_some(0.1) };
    Trip {
        small: -7,
        number,
        huge: u64::MAX,
        base_fare: -0.0,
        paid: even,
        note: even.then(|| "naïve".to_owned()),
        raw: Bytes::from_static(&[0, 255]),
        day: NaiveDate::from_ymd_opt(1969, 12, 31).unwrap(),
        start: DateTime::from_timestamp_micros(-1).unwrap(),
        took: TimeDelta::microseconds(-1),
        stops: vec![None, Some(vec![]), Some((0..number as u16).collect())],
        tags: [("b".to_owned(), None), ("a".to_owned(), Some(number))].into(),
        prices: (0..number).map(|at| (at.to_string(), at as f64)).collect(),
        origin: place("here"),
        via: (!even).then(|| place("there")),
        places: (0..number).map(|_| place("x")).collect(),
        cached: 0,
    }
}

fn written(rows: &[Trip]) -> Vec<Plain> {
    let mut columns = Plain::all(&Trip::columns());
    for (index, column) in columns.iter_mut().enumerate() {
        Trip::put_column(rows.iter().map(Some), index, column).unwrap();
    }
    columns
}

#[test]
fn names_and_types() {
    let shown: Vec<String> = Trip::columns().iter().map(Column::to_string).collect();
    assert_eq!(
        shown,
        [
            "small: i8",
            "number: i64",
            "huge: u64",
            "baseFare: f64",
            "paid: bool",
            "note: Option<String>",
            "raw: Bytes",
            "day: NaiveDate",
            "start: DateTime<Utc>",
            "took: TimeDelta",
            "stops: Vec<Option<Vec<u16>>>",
            "tags: BTreeMap<String, Option<i64>>",
            "prices: BTreeMap<String, f64>",
            "from: { name: String, height: Option<f32> }",
            "via: Option<{ name: String, height: Option<f32> }>",
            "places: Vec<{ name: String, height: Option<f32> }>",
        ]
    );
    assert_eq!(Trip::columns()[0], Column::new("small", ColumnType::Integer(Width::I8)));
    assert_eq!(Trip::COUNT, Trip::columns().len());
}

#[test]
fn rows_come_back() {
    let rows: Vec<Trip> = (0..5).map(trip).collect();
    let columns = written(&rows);
    let read: Vec<Trip> = (0..5).map(|row| Trip::row(&columns, row).unwrap()).collect();
    assert_eq!(read, rows);
    // batches are appended
    let mut more = written(&rows[..2]);
    for (index, column) in more.iter_mut().enumerate() {
        Trip::put_column(rows[2..].iter().map(Some), index, column).unwrap();
    }
    assert_eq!(more, columns);
}

#[test]
fn mistakes_name_the_way() {
    let mut columns = written(&[trip(1)]);
    let failed = |columns: &[Plain]| Trip::row(columns, 0).unwrap_err().to_string();
    columns[0] = Plain::Integers(vec![Some(300)]);
    assert_eq!(failed(&columns), "`small`: expected an integer of `i8`, found 300");
    columns[0] = Plain::Integers(vec![None]);
    assert_eq!(failed(&columns), "`small`: a column of another kind, or a cell that is missing");
    let mut columns = written(&[trip(1)]);
    let Plain::Group(_, place) = &mut columns[13] else { panic!() };
    place[0] = Plain::Texts(vec![None]);
    assert_eq!(
        failed(&columns),
        "`from.name`: a column of another kind, or a cell that is missing"
    );
    assert_eq!(failed(&columns[1..]), "expected 16 columns, found 15");

    let long = Trip { took: TimeDelta::MAX, ..trip(1) };
    let mut column = Plain::new(&ColumnType::Duration);
    let error = Trip::put_column([long].iter().map(Some), 9, &mut column).unwrap_err();
    assert!(error.to_string().starts_with("`took`: "), "{error}");
    assert!(Trip::put_column(std::iter::empty(), 16, &mut column).is_err());
}
