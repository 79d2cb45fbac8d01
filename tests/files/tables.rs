//! Tables: uploaded once, passed on as they came, read as rows with fewer columns.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use flyte::files::{Any, Context, Csv, Held, Written};
use flyte::prelude::*;
use flyte::storage::{Location, Stores};
use flyte::types::FlyteType;
use flyte::types::columns::{Column, ColumnType, Precision, Table, Width};
use flyte::types::idl::core::literal::Value as LiteralValue;
use flyte::types::idl::core::scalar::Value as Scalar;
use flyte::types::idl::core::schema_type::SchemaColumn;
use flyte::types::idl::core::{self, Literal};
use flyte::types::interface::{decode_one, encode_one};
use flyte_tests::rows::{Trip, trips};
use prost::Message;
use tokio::io::AsyncReadExt;

use flyte_tests::place::Place;

/// Fewer columns than a trip has.
#[derive(Columns)]
struct Fare {
    to: Option<East>,
    price: f64,
}

#[derive(Columns)]
struct East {
    x: f64,
}

async fn read(stores: &Stores, location: &Location) -> String {
    let mut text = String::new();
    let mut reader = stores.reader(location).await.unwrap();
    reader.read_to_string(&mut text).await.unwrap();
    text
}

#[task]
fn pass_on(table: StructuredDataset<Fare>) -> StructuredDataset<Fare> {
    table
}

#[task]
fn forget(table: StructuredDataset) -> StructuredDataset {
    table
}

/// All that is in the table's files.
#[task]
async fn text(table: StructuredDataset<Fare>) -> Result<String> {
    let mut all = String::new();
    let location = table.location().await?;
    let mut entries = table.stores().list(&location)?.all().await?;
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    for entry in entries {
        all += &read(table.stores(), &entry.location).await;
    }
    Ok(all)
}

#[workflow]
fn chain(
    path: String,
) -> (StructuredDataset<Trip>, StructuredDataset<Fare>, StructuredDataset, String) {
    let made = trips(path);
    let same = pass_on(made);
    (made, same, forget(same), text(forget(same)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_uploaded_once() {
    for place in [Place::file(), Place::memory(), Place::s3()] {
        place.write("trips/00000", "one ");
        place.write("trips/more/00001", "two");
        let local = place.local();
        let (made, same, forgotten, text) = local.run(chain(place.path("trips"))).await.unwrap();
        assert_eq!(text, "one two");
        let uri = made.uri().unwrap();
        let below = uri.strip_prefix(place.base.as_str()).expect("below the prefix");
        assert_eq!(below.split('/').map(str::len).collect::<Vec<_>>(), [0, 32, 32]);
        assert_eq!((same.uri(), forgotten.uri()), (Some(uri), Some(uri)));
        // what is known of its columns goes with it
        let names: Vec<String> = forgotten.columns().iter().map(Column::to_string).collect();
        assert_eq!(
            names,
            [
                "id: Option<i64>",
                "price: Option<f64>",
                "to.x: Option<f64>",
                "to.y: Option<f64>",
                "notes: Option<Vec<Option<String>>>"
            ]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_a_store_is_not_touched() {
    let place = Place::s3();
    let server = place.server();
    let given: StructuredDataset<Trip, Csv> =
        StructuredDataset::from_uri("s3://other/trips").unwrap();
    let given = given.with_external_schema("arrow", "id: uint32");
    let passed = place.local().run(forget(given.clone().cast::<Any, Any>())).await.unwrap();
    assert_eq!(server.passed().requests, 0);
    assert_eq!((passed.uri(), passed.format()), (Some("s3://other/trips"), ""));
    let (passed, again) = (encode_one(&passed).unwrap(), encode_one(&given).unwrap());
    let passed: StructuredDataset<Trip, Csv> = decode_one(&passed).unwrap();
    assert_eq!(passed.external_schema(), Some(("arrow", Bytes::from("id: uint32"))));
    let literal = Literal::decode(again.clone()).unwrap();
    let Some(LiteralValue::Scalar(scalar)) = literal.value else { panic!("no scalar") };
    let Some(Scalar::StructuredDataset(dataset)) = scalar.value else { panic!("no dataset") };
    let ty = dataset.metadata.unwrap().structured_dataset_type.unwrap();
    assert_eq!((ty.format.as_str(), ty.columns.len()), ("csv", 5));
    assert_eq!(
        (ty.external_schema_type.as_str(), &ty.external_schema_bytes[..]),
        ("arrow", &b"id: uint32"[..])
    );
    // read and written again, it is the same literal
    let read: StructuredDataset = decode_one(&again).unwrap();
    assert_eq!(read.format(), "csv");
    assert_eq!(encode_one(&read).unwrap(), again);
    assert_eq!(encode_one(&read.read_as::<Fare>()).unwrap(), again);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_is_a_table_too() {
    let place = Place::s3();
    let path = place.write("trips.csv", "id,price\n");
    let made = place.local().run(trips(path)).await.unwrap();
    assert!(made.uri().unwrap().ends_with("/trips.csv"));
    assert_eq!(read(&place.stores, &made.location().await.unwrap()).await, "id,price\n");

    let missing = place.local().run(trips(place.path("nope"))).await.unwrap_err();
    assert!(missing.to_string().contains("nope doesn't exist"), "{missing}");
    // without a prefix it stays where it is
    let here = trips(place.path("trips.csv")).await.unwrap();
    assert_eq!(here.uri(), Some(&*place.path("trips.csv")));
}

#[derive(Clone, Debug, PartialEq, FlyteType)]
struct Month {
    name: String,
    trips: StructuredDataset<Trip>,
    others: Vec<Option<StructuredDataset>>,
}

#[task]
fn month(path: String) -> Result<Month> {
    let trips = StructuredDataset::from_path(path)?;
    let others = vec![Some(trips.clone().cast()), None];
    Ok(Month { name: "May".into(), trips, others })
}

#[task]
fn of_month(month: Month, trips: StructuredDataset<Fare>) -> bool {
    month.others[0].as_ref().is_some_and(|other| other.uri() == trips.uri())
}

#[workflow]
fn inside(path: String) -> (Month, bool) {
    let month = month(path);
    (month, of_month(month, month.trips))
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_in_structs_are_stored_and_found_by_a_path() {
    let place = Place::s3();
    place.write("may/00000", "1");
    let (month, same) = place.local().run(inside(place.path("may"))).await.unwrap();
    assert!(same && month.trips.uri().unwrap().starts_with(place.base.as_str()));
    // one file, though two fields hold the table
    assert_eq!(place.server().passed().requests, 1);
}

#[task]
fn months(paths: Vec<String>) -> Result<Vec<StructuredDataset<Trip>>> {
    paths.into_iter().map(StructuredDataset::from_path).collect()
}

#[workflow]
fn each(paths: Vec<String>) -> (Vec<String>, Vec<StructuredDataset<Fare>>, String) {
    let months = months(paths);
    (months.map(text), months.map(pass_on), text(months[1]))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_tables_is_mapped() {
    let place = Place::memory();
    let paths: Vec<String> =
        ["1", "2", "3"].map(|name| place.write(&format!("{name}/00000"), name)).into();
    let folders: Vec<_> =
        paths.iter().map(|path| path.trim_end_matches("/00000").to_owned()).collect();
    let (texts, tables, second) = place.local().run(each(folders)).await.unwrap();
    assert_eq!((texts.join(","), second.as_str(), tables.len()), ("1,2,3".to_owned(), "2", 3));
}

/// A table in memory whose writings are counted.
struct Numbers(&'static str, AtomicU32);

impl Held for Numbers {
    fn write<'a>(
        &'a self,
        context: &'a Context,
        to: &'a Location,
    ) -> futures_util::future::BoxFuture<'a, Result<Written>> {
        Box::pin(async move {
            self.1.fetch_add(1, Ordering::SeqCst);
            let file = to.join("00000")?;
            context.stores().write(&file, Bytes::from(self.0)).await?;
            Ok(Written::default())
        })
    }

    fn in_format(&self, _: &str) -> Arc<dyn Held> {
        Arc::new(Numbers(self.0, AtomicU32::new(0)))
    }

    fn describe(&self) -> String {
        format!("{} bytes", self.0.len())
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

static NUMBERS: std::sync::LazyLock<Arc<Numbers>> =
    std::sync::LazyLock::new(|| Arc::new(Numbers("1,2", AtomicU32::new(0))));

#[task]
fn held() -> Vec<StructuredDataset<Trip>> {
    let table = StructuredDataset::held(NUMBERS.clone(), "csv");
    assert_eq!(format!("{table:?}"), "StructuredDataset(3 bytes in memory, csv)");
    assert!(
        table.uri().is_none()
            && table.in_memory().is_some_and(|held| held.as_any().is::<Numbers>())
    );
    vec![table.clone(), table.clone().read_as::<Fare>().cast(), table]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_in_memory_is_written_once() {
    let place = Place::s3();
    let tables = place.local().run(held()).await.unwrap();
    assert_eq!(NUMBERS.1.load(Ordering::SeqCst), 1);
    assert!(tables.iter().all(|table| table.uri() == tables[0].uri() && table.format() == "csv"));
    let file = tables[0].location().await.unwrap().join("00000").unwrap();
    assert_eq!(read(&place.stores, &file).await, "1,2");
}

#[test]
fn tables_of_the_older_kind_are_parquet() {
    let column = |name: &str, ty| SchemaColumn { name: name.into(), r#type: ty };
    let ty =
        core::SchemaType { columns: vec![column("id", 0), column("price", 1), column("when", 4)] };
    let schema = core::Schema { uri: "s3://b/t".into(), r#type: Some(ty) };
    let scalar = core::Scalar { value: Some(Scalar::Schema(schema)) };
    let literal =
        Literal { value: Some(LiteralValue::Scalar(Box::new(scalar))), ..Literal::default() };
    let read: StructuredDataset = decode_one(&literal.encode_to_vec()).unwrap();
    assert_eq!((read.uri(), read.format()), (Some("s3://b/t"), "parquet"));
    assert_eq!(
        read.columns(),
        [
            Column::new("id", ColumnType::Integer(Width::I64)).nullable(),
            Column::new("price", ColumnType::Float(Precision::Double)).nullable(),
            Column::new("when", ColumnType::Datetime).nullable(),
        ]
    );
    let wrong = decode_one::<StructuredDataset>(&encode_one(&3_i64).unwrap()).unwrap_err();
    assert_eq!(wrong.to_string(), "expected a structured dataset, found an integer");
}

/// As `#[flyte(arrow_schema)]` has it beside the columns, and with a text of one's own.
#[derive(Columns)]
#[flyte(arrow_schema)]
struct Described {
    id: i64,
    name: Option<String>,
}

const OWN: &str = "id: uint8\nname: dictionary<values=string, indices=int32, ordered=0>";

#[derive(Columns)]
#[flyte(arrow_schema = OWN)]
struct InOwnWords {
    id: i64,
    name: Option<String>,
}

/// A type of tables whose columns nobody declares.
struct SchemaAlone;

impl Table for SchemaAlone {
    fn declared() -> Vec<Column> {
        Vec::new()
    }

    fn arrow_schema() -> Option<String> {
        Some("id: int64\ntags: list<item: string>\n  child 0, item: string".into())
    }
}

#[task]
fn described() -> StructuredDataset<Described, Csv> {
    StructuredDataset::from_uri("s3://other/described").unwrap()
}

#[task]
fn plain(table: StructuredDataset<Described>) -> StructuredDataset {
    table.cast()
}

#[workflow]
fn describing() -> StructuredDataset<Described> {
    let table = described();
    plain(table);
    table
}

/// Recorded from flytekit: `Annotated[pd.DataFrame, kwtypes(id=int, name=str), pa.schema(…)]`, and the same without
/// `kwtypes`.
#[tokio::test(flavor = "multi_thread")]
async fn the_type_of_a_table_has_an_arrow_schema() {
    const WITH_COLUMNS: &[u8] =
        b"B>\x0a\x08\x0a\x02id\x12\x02\x08\x01\x0a\x0a\x0a\x04name\x12\x02\x08\x03\x1a\x05arrow\
        \"\x1fid: int64 not null\x0aname: string";
    const ALONE: &[u8] =
        b"BC\x1a\x05arrow\":id: int64\x0atags: list<item: string>\x0a  child 0, item: string";
    let ty = StructuredDataset::<Described>::literal_type();
    assert_eq!(ty.encode_to_vec(), WITH_COLUMNS);
    assert_eq!(StructuredDataset::<SchemaAlone>::literal_type().encode_to_vec(), ALONE);
    for recorded in [WITH_COLUMNS, ALONE] {
        assert_eq!(core::LiteralType::decode(recorded).unwrap().encode_to_vec(), recorded);
    }
    let own = StructuredDataset::<InOwnWords>::from_uri("s3://other/own").unwrap();
    assert_eq!(own.external_schema(), Some(("arrow", Bytes::from(OWN))));

    // in the interface of a task and a workflow, and in what passes through them
    assert_eq!(plain::definition().spec.input_variables()[0].ty, ty);
    assert_eq!(describing::definition().spec.output_variables()[0].ty, ty);
    let place = Place::file();
    let table = place.local().run(describing()).await.unwrap();
    let literal = encode_one(&table.clone().cast::<Any, Any>()).unwrap();
    let any: StructuredDataset = decode_one(&literal).unwrap();
    let schema = Bytes::from("id: int64 not null\nname: string");
    assert_eq!(any.external_schema(), Some(("arrow", schema)));
    assert_eq!((any.format(), any.columns().len()), ("csv", 2));
    // a literal that came with another schema keeps it
    let other = own.cast::<Any, Any>().with_external_schema("spark", "{}");
    let read: StructuredDataset<Described> = decode_one(&encode_one(&other).unwrap()).unwrap();
    assert_eq!(read.external_schema(), Some(("spark", Bytes::from("{}"))));
}
