// Tables that may be given where others are wanted.
use std::collections::BTreeMap;

use flyte::files::{Any, Csv, Parquet};
use flyte::prelude::*;

mod steps {
    use super::*;

    #[derive(Columns)]
    pub struct Place {
        pub x: f32,
        pub y: f64,
        pub label: Option<String>,
    }

    #[derive(Columns)]
    #[serde(rename_all = "camelCase")]
    pub struct Trip {
        pub id: u32,
        pub base_price: f64,
        pub r#type: String,
        pub start: Place,
        pub path: Vec<Place>,
        pub tags: HashMap<String, i8>,
        pub note: Option<i32>,
        pub a_column_with_a_name_of_more_than_thirty_letters: bool,
        #[serde(rename = "größe {in} \"m²\"")]
        pub size: f64,
        #[serde(rename = "\0")]
        pub nameless: i64,
    }

    #[task]
    pub fn trips() -> Result<StructuredDataset<Trip>> {
        StructuredDataset::from_uri("s3://bucket/trips")
    }

    #[task]
    pub fn parquet() -> Result<StructuredDataset<Trip, Parquet>> {
        StructuredDataset::from_uri("s3://bucket/trips")
    }

    #[task]
    pub fn months() -> Vec<StructuredDataset<Trip>> {
        Vec::new()
    }
}

use steps::*;

/// Fewer columns, in another order, under other names in Rust; wider, and optional.
#[derive(Columns)]
struct Kind {
    #[serde(rename = "größe {in} \"m²\"")]
    size: Option<f64>,
    r#type: String,
    id: i64,
    #[serde(rename = "\0")]
    nothing: i64,
    #[serde(rename = "aColumnWithANameOfMoreThanThirtyLetters")]
    long: bool,
}

#[derive(Columns)]
struct East {
    x: f64,
}

/// Rows in rows may have fewer columns too.
#[derive(Columns)]
struct Nested {
    start: East,
    path: Vec<Option<East>>,
    tags: BTreeMap<String, Option<i64>>,
    note: Option<i64>,
}

/// The same columns as another type.
#[derive(Columns)]
struct Twin {
    x: f64,
}

macro_rules! readers {
    ($($name:ident: $ty:ty;)+) => {$(
        #[task]
        fn $name(table: $ty) -> bool {
            table == table.clone()
        }
    )+};
}

readers! {
    kinds: StructuredDataset<Kind>;
    nested: StructuredDataset<Nested>;
    twins: StructuredDataset<Twin>;
    any: StructuredDataset;
    csv: StructuredDataset<Any, Csv>;
    of_parquet: StructuredDataset<Kind, Parquet>;
    perhaps: Option<StructuredDataset<Kind>>;
    many: Vec<StructuredDataset<Kind>>;
    perhaps_many: Option<Vec<StructuredDataset<Kind>>>;
    keyed: HashMap<String, StructuredDataset<Kind>>;
    lists: Vec<Vec<StructuredDataset<Kind>>>;
}

type Kinds = StructuredDataset<Kind>;

#[task]
fn behind_a_name(table: Kinds, count: i64) -> Kinds {
    let _ = count;
    table
}

#[task]
fn untyped() -> Result<StructuredDataset> {
    StructuredDataset::from_uri("s3://bucket/trips")
}

#[task]
fn east() -> Result<StructuredDataset<East>> {
    StructuredDataset::from_uri("s3://bucket/east")
}

#[workflow]
fn inner(table: StructuredDataset<Kind>) -> StructuredDataset<Kind> {
    table
}

#[workflow]
fn pipeline(first: bool, given: StructuredDataset<Trip>) -> StructuredDataset<Kind> {
    let table = trips();
    kinds(table);
    nested(table);
    twins(east());
    any(table);
    kinds(untyped());
    csv(untyped());
    kinds(parquet());
    of_parquet(table);
    perhaps(table);
    perhaps_many(months());
    many(vec![table, given]);
    many(months());
    keyed(HashMap::from([("a".to_owned(), table)]));
    lists(vec![vec![table], vec![]]);
    behind_a_name(behind_a_name(table, 1), 2);
    let all = months();
    all.map(kinds);
    all.map(|month| nested(month));
    kinds(all[0]);
    // a table itself: its type is that of the input
    kinds(StructuredDataset::from_uri("s3://bucket/kinds").expect("a uri"));
    perhaps(Some(StructuredDataset::from_uri("s3://bucket/kinds").expect("a uri")));
    let either = if first { table } else { given };
    kinds(either);
    if first { inner(either) } else { either.read_as() }
}

#[workflow]
fn as_it_is(given: StructuredDataset<Trip>) -> StructuredDataset {
    given
}

pub(crate) fn main() {
    let graph = pipeline::definition().graph().expect("a graph");
    assert!(graph.nodes.len() > 20);
    assert!(as_it_is::definition().graph().is_ok());
    let table: StructuredDataset<Trip> = StructuredDataset::from_uri("s3://b/t").expect("a uri");
    let read: StructuredDataset<Kind> = table.clone().read_as();
    assert_eq!(read.uri(), Some("s3://b/t"));
    assert_eq!(table.read_as::<Any>().columns(), []);
}
