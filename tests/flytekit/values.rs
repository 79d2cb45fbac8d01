//! The values that cross.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::prelude::*;

use crate::{Case, case};

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Point {
    x: i64,
    y: f64,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Color {
    #[serde(rename = "red")]
    Red,
    #[serde(rename = "green")]
    Green,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Shape {
    name: String,
    closed: bool,
    origin: Point,
    corners: Vec<Point>,
    tags: BTreeMap<String, String>,
    color: Color,
    weight: Option<f64>,
}

fn point(x: i64, y: f64) -> Point {
    Point { x, y }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// One case per type that both sides have.
pub fn all() -> Vec<Case> {
    let shape = Shape {
        name: "tri".into(),
        closed: true,
        origin: point(1, 2.5),
        corners: vec![point(3, 4.0), point(-5, 6.25)],
        tags: BTreeMap::from([("k".into(), "v".into())]),
        color: Color::Green,
        weight: None,
    };
    vec![
        case("int", 42_i64),
        case("int_min", i64::MIN),
        case("u32", 4_000_000_000_u32),
        case("float", 2.5_f64),
        case("float_whole", 3.0_f64),
        case("bool", false),
        case("text", "ünï\n\"q\"".to_owned()),
        case("text_empty", String::new()),
        case("datetime", instant("1969-12-31T23:59:59.999999Z")),
        case("date", NaiveDate::from_ymd_opt(2024, 2, 29).expect("a date")),
        case("timedelta", TimeDelta::microseconds(-1_500_000)),
        case("optional_some", Some(7_i64)),
        case("optional_none", None::<i64>),
        case("list", vec![1_i64, -2, 3]),
        case("list_empty", Vec::<String>::new()),
        case("list_nested", vec![vec!["a".to_owned()], vec![]]),
        case("list_optional", vec![Some(1_i64), None]),
        case("map", HashMap::from([("a".to_owned(), 1_i64), ("b".to_owned(), 2)])),
        case("map_of_lists", BTreeMap::from([("a".to_owned(), vec![1.5_f64])])),
        case("enum", Color::Red),
        case("struct", point(1, 2.0)),
        case("struct_nested", shape.clone()),
        case("list_of_structs", vec![point(1, 2.0), point(3, 4.5)]),
        case("optional_struct", Some(point(1, 2.0))),
        case("map_of_structs", BTreeMap::from([("p".to_owned(), shape)])),
    ]
}
