//! Types of the standard library and of chrono, by themselves and inside structs.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Debug;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use flyte::prelude::*;
use flyte::types::interface::{decode_one, encode_one};
use flyte::types::msgpack::Packer;
use flyte::types::schema::json;

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Trip {
    stops: HashSet<String>,
    hours: BTreeSet<i64>,
    folder: PathBuf,
    left: DateTime<FixedOffset>,
    arrived: NaiveDateTime,
    maybe: Option<BTreeSet<i64>>,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Nothing {}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Around {
    nothing: Nothing,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Numbers {
    s: BTreeSet<i64>,
}

fn trip() -> Trip {
    Trip {
        stops: ["north", "south", "a"].map(str::to_owned).into(),
        hours: [3, 1, 2].into(),
        folder: "/data/taxi".into(),
        left: "2024-01-02T03:04:05.000006+05:30".parse().unwrap(),
        arrived: "2024-01-02T03:04:05".parse().unwrap(),
        maybe: Some([7].into()),
    }
}

/// The msgpack that a value is inside a struct.
fn packed<T: FlyteType>(value: &T) -> Vec<u8> {
    let mut out = Packer::new();
    value.pack(&mut out).unwrap();
    out.into_bytes()
}

fn goes_round<T: FlyteType + PartialEq + Debug>(value: T) {
    assert_eq!(decode_one::<T>(&encode_one(&value).unwrap()).unwrap(), value);
}

#[task]
fn travel() -> Trip {
    trip()
}

#[task]
fn longest(stops: HashSet<String>) -> i64 {
    stops.iter().map(|stop| stop.len() as i64).max().unwrap_or_default()
}

#[task]
fn sum(hours: BTreeSet<i64>) -> i64 {
    hours.iter().sum()
}

#[task]
fn parent(folder: PathBuf) -> PathBuf {
    folder.parent().map(PathBuf::from).unwrap_or_default()
}

#[task]
fn offset(left: DateTime<FixedOffset>) -> i32 {
    left.offset().local_minus_utc()
}

#[task]
fn day(arrived: NaiveDateTime) -> String {
    arrived.date().to_string()
}

#[tokio::test]
async fn they_travel_and_paths_lead_to_them() {
    assert_eq!(longest(travel().stops).await.unwrap(), 5);
    assert_eq!(sum(travel().hours).await.unwrap(), 6);
    assert_eq!(sum(BTreeSet::from([1, 2])).await.unwrap(), 3);
    assert_eq!(parent(parent(travel().folder)).await.unwrap(), PathBuf::from("/"));
    assert_eq!(offset(travel().left).await.unwrap(), 19_800, "text keeps the offset");
    assert_eq!(offset(trip().left).await.unwrap(), 0, "a literal is in UTC");
    assert_eq!(day(travel().arrived).await.unwrap(), "2024-01-02");
    goes_round(trip());
    goes_round(trip().stops);
    goes_round(vec![Some(trip().hours), None]);
    goes_round(Some(trip().arrived));
}

#[test]
fn they_are_what_flytekit_makes_of_them() {
    let numbers = Numbers { s: [3, 1, 2].into() };
    assert_eq!(packed(&numbers), b"\x81\xa1s\x93\x01\x02\x03");
    let ty = Numbers::literal_type();
    let fields = ty.structure.unwrap().dataclass_type;
    assert_eq!(fields["s"], flyte::types::schema::pickle("typing.Set[int]"));
    let mut list = json::array_of(json::schema("integer"));
    list.fields.insert("uniqueItems".into(), json::boolean(true));
    let schema = ty.metadata.unwrap();
    let properties = json::object(json::fields([("s", json::object(list))]));
    assert_eq!(schema.fields["properties"], properties);

    let text = packed(&trip().left);
    assert_eq!(text[2..], *b"2024-01-02T03:04:05.000006+05:30");
    assert_eq!(packed(&trip().arrived)[1..], *b"2024-01-02T03:04:05");
}

#[test]
fn a_struct_without_fields() {
    assert_eq!(packed(&Nothing {}), [0x80]);
    let schema = json::fields([
        ("type", json::text("object")),
        ("title", json::text("Nothing")),
        ("additionalProperties", json::boolean(false)),
    ]);
    assert_eq!(Nothing::literal_type().metadata, Some(schema));
    goes_round(Around { nothing: Nothing {} });
    goes_round(Nothing {});
}
