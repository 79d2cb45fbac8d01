//! Tables: written by pandas and pyarrow through flytekit and read as rows, and the other way about.

use chrono::{DateTime, TimeDelta, Utc};
use flyte::files::{Arrow, Csv, Parquet};
use flyte::prelude::*;
use serde_json::{Value, json};

use crate::place::{Place, everywhere, in_both, same_types};
use crate::rows::{
    Framed, Group, Line, Row, Some3, Sparse, all, framed, lines, rows, some, sparse, text,
};

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

#[task]
fn write_arrow() -> StructuredDataset<Row, Arrow> {
    StructuredDataset::from_rows(rows())
}

/// Arrow's own files, which flytekit passes on as they are: of pandas, of pyarrow and ours.
async fn arrow_files_cross(place: &Place) {
    let theirs = place.theirs("tables.write_feather", &place.values(text(&framed(), ""))).await;
    let read = place.ours(read_framed::definition(), &theirs).await.json();
    assert_eq!(read, all(&framed(), ""), "on {}", place.name);
    for write in ["tables.write_feather_zstd", "tables.write_ipc"] {
        let theirs = place.theirs(write, &place.values(text(&rows(), ""))).await;
        let read = place.ours(read_rows::definition(), &theirs).await.json();
        assert_eq!(read, all(&rows(), ""), "{write} on {}", place.name);
    }
    if place.base.is_local() {
        let ours = place.ours(write_arrow::definition(), &place.literals(&[])).await;
        let read = place.theirs("tables.read_arrow_file", &ours).await.json();
        assert_eq!(read, all(&rows(), "+00:00"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_arrow_cross() {
    in_both(arrow_files_cross).await;
}

#[task]
async fn refusal(table: StructuredDataset<Row>) -> Result<String> {
    Ok(table.rows().await.unwrap_err().to_string())
}

async fn brotli_is_refused(place: &Place) {
    let theirs = place.theirs("tables.write_brotli", &place.values(text(&rows(), ""))).await;
    let words = place.ours(refusal::definition(), &theirs).await.one::<String>();
    assert!(words.contains("write it with Zstandard, Snappy, gzip or LZ4"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_compressed_otherwise_says_so() {
    in_both(brotli_is_refused).await;
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
