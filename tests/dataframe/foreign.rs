//! Files as others leave them: compressed text, other separators, streams of Arrow's, files that are something else.

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use flyte::arrow::array::{self, ArrayRef, RecordBatch};
use flyte::arrow::datatypes::DataType;
use flyte::frames::{self, Batches, Place, Rows, Wanted};
use flyte::prelude::*;
use flyte::storage::Location;

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Trip {
    id: i64,
    note: Option<String>,
}

fn trip(id: i64, note: Option<&str>) -> Trip {
    Trip { id, note: note.map(str::to_owned) }
}

async fn rows(place: &Place, format: &str) -> Result<Vec<Trip>> {
    let wanted = Wanted::all().only(frames::schema(&Trip::columns()).fields().clone());
    let batches: Batches = frames::read(place, format, wanted).await?;
    Rows::new(batches, place)?.all().await
}

async fn columns(place: &Place, format: &str) -> Result<Vec<(String, DataType, usize)>> {
    let batches: Batches = frames::read(place, format, Wanted::all()).await?;
    let schema = batches.schema().clone();
    let all = batches.all().await?;
    let rows: usize = all.iter().map(RecordBatch::num_rows).sum();
    let fields = schema.fields().iter();
    Ok(fields.map(|field| (field.name().clone(), field.data_type().clone(), rows)).collect())
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A folder with these files.
fn folder(store: &Store, name: &str, files: &[(&str, Vec<u8>)]) -> Place {
    let folder = store.folder.path().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    Place::new(store.stores.clone(), Location::from_path(folder).unwrap())
}

#[tokio::test]
async fn csv_that_is_compressed_by_gzip() {
    let store = Store::file();
    let many: String = (0..40_000).map(|n| format!("{n},note {n}\n")).collect();
    let text = format!("id,note\n{many}");
    let packed = gzip(text.as_bytes());
    let place = store.table("trips.csv.gz", &packed);
    let read = rows(&place, "csv").await.unwrap();
    assert_eq!(read.len(), 40_000);
    assert_eq!(read[39_999], trip(39_999, Some("note 39999")));
    let found = columns(&place, "csv").await.unwrap();
    assert_eq!(found[0], ("id".to_owned(), DataType::Int64, 40_000));

    // several members in one file, as `cat` makes them, and a file beside one that isn't compressed
    let members = [gzip(b"id,note\n1,a\n"), gzip(b"2,b\n")].concat();
    let files = [("a.csv.gz", members), ("b.csv", b"note,id\nc,3\n".to_vec())];
    let place = folder(&store, "mixed", &files);
    let expected = [trip(1, Some("a")), trip(2, Some("b")), trip(3, Some("c"))];
    assert_eq!(rows(&place, "csv").await.unwrap(), expected);

    // cut off or damaged: an error that names the file, never fewer rows
    for end in [5, 20, packed.len() / 2, packed.len() - 9, packed.len() - 1] {
        let place = store.table("cut.csv.gz", &packed[..end]);
        let error = rows(&place, "csv").await.unwrap_err().to_string();
        assert!(error.contains("cut.csv.gz") && error.contains("cut off or damaged"), "{error}");
    }
    for at in (20..packed.len()).step_by(packed.len() / 12) {
        let mut bytes = packed.clone();
        bytes[at] ^= 0x10;
        let place = store.table("bad.csv.gz", &bytes);
        let error = rows(&place, "csv").await.unwrap_err().to_string();
        assert!(error.contains("bad.csv.gz"), "byte {at}: {error}");
    }
}

/// Nothing compresses as well as one letter: it comes in pieces all the same.
#[tokio::test]
async fn a_small_file_that_unpacks_to_much_is_not_held() {
    let store = Store::file();
    let line = format!("1,{}\n", "a".repeat(1 << 20));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"id,note\n").unwrap();
    for _ in 0..48 {
        encoder.write_all(line.as_bytes()).unwrap();
    }
    let place = store.table("much.csv.gz", encoder.finish().unwrap());
    let wanted = Wanted::all().only(frames::schema(&Trip::columns()).fields().clone());
    let batches: Batches = frames::read(&place, "csv", wanted).await.unwrap();
    let mut rows = Rows::<Trip>::new(batches, &place).unwrap();
    let mut count = 0;
    while let Some(row) = rows.next().await {
        assert_eq!(row.unwrap().note.unwrap().len(), 1 << 20);
        count += 1;
    }
    assert_eq!(count, 48);
}

#[tokio::test]
async fn csv_with_other_separators() {
    let store = Store::file();
    for (separator, name) in [(';', "semicolon"), ('\t', "tabulator"), ('|', "bar"), (',', "comma")]
    {
        let text = format!("id{separator}note\n1{separator}\"a{separator}b, c\"\n2{separator}\n");
        let place = store.table(&format!("{name}.csv"), text.as_bytes());
        let note = format!("a{separator}b, c");
        assert_eq!(rows(&place, "csv").await.unwrap(), [trip(1, Some(&note)), trip(2, None)]);
        let found = columns(&place, "csv").await.unwrap();
        let named = |name: &str, of| (name.to_owned(), of, 2);
        assert_eq!(found, [named("id", DataType::Int64), named("note", DataType::Utf8)]);
    }
    // a line that has more or fewer of them is told
    let place = store.table("uneven.csv", b"id;note\n1;a;b\n");
    let error = rows(&place, "csv").await.unwrap_err().to_string();
    assert!(error.contains("line 2: it has 3 fields, and the line with names has 2"), "{error}");
    // the comma of a number is no point
    let place = store.table("comma.csv", b"id;note\n1,5;a\n");
    let error = rows(&place, "csv").await.unwrap_err().to_string();
    assert!(error.contains("`1,5` is no i64"), "{error}");

    #[derive(Debug, PartialEq, Columns)]
    struct Odd {
        #[serde(rename = "a;b")]
        odd: String,
    }
    // one column may be called so
    let place = store.table("odd.csv", b"a;b\n1;2\n");
    let wanted = Wanted::all().only(frames::schema(&Odd::columns()).fields().clone());
    let batches: Batches = frames::read(&place, "csv", wanted).await.unwrap();
    let read = Rows::<Odd>::new(batches, &place).unwrap().all().await.unwrap();
    assert_eq!(read, [Odd { odd: "1;2".into() }]);
}

#[tokio::test]
async fn csv_files_without_a_line_have_no_rows() {
    let store = Store::file();
    let some = b"id,note\n1,a\n".to_vec();
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]];
    for (index, order) in orders.into_iter().enumerate() {
        let parts = [Vec::new(), some.clone(), b"\r\n\n".to_vec(), b"id,note\n".to_vec()];
        let names = ["a", "b", "c", "d"];
        let files: Vec<_> =
            order.iter().zip(names).map(|(n, name)| (name, parts[*n].clone())).collect();
        let place = folder(&store, &format!("empty-{index}"), &files);
        assert_eq!(rows(&place, "csv").await.unwrap(), [trip(1, Some("a"))], "{order:?}");
        let found = columns(&place, "csv").await.unwrap();
        assert_eq!(found[0], ("id".to_owned(), DataType::Int64, 1), "{order:?}");
    }
    let place = folder(&store, "nothing", &[("a", Vec::new()), ("b", b"\n".to_vec())]);
    let error = rows(&place, "csv").await.unwrap_err().to_string();
    assert!(error.contains("nothing") && error.contains("there is no line with names"), "{error}");
}

/// Without a row, each file's lines say something of the types, and all of them are right.
#[tokio::test]
async fn the_types_of_csv_files_are_guessed_together() {
    let store = Store::file();
    let file = |text: &str| text.as_bytes().to_vec();
    let files = [
        ("a", file("n,code,day,late,x\n1,12,2024-02-29,,7\n")),
        ("b", file("n,code,day,late,more\n2.5,A12,2024-02-29T10:00:00,true,1\n")),
    ];
    let place = folder(&store, "guessed", &files);
    let found = columns(&place, "csv").await.unwrap();
    let types: Vec<_> = found.iter().map(|(name, of, _)| (name.as_str(), of.to_string())).collect();
    let expected = [
        ("n", "Float64"),
        ("code", "Utf8"),
        ("day", "Timestamp(µs)"),
        ("late", "Boolean"),
        ("x", "Int64"),
        ("more", "Int64"),
    ];
    assert_eq!(types, expected.map(|(name, of)| (name, of.to_owned())));
    assert_eq!(found[0].2, 2);
}

#[tokio::test]
async fn text_with_a_mark_of_byte_order() {
    let store = Store::file();
    let marked = "\u{feff}id;note\n1;a\n";
    let place = store.table("marked.csv", marked.as_bytes());
    assert_eq!(rows(&place, "csv").await.unwrap(), [trip(1, Some("a"))]);
    let place = store.table("marked.csv.gz", gzip(marked.as_bytes()));
    assert_eq!(rows(&place, "csv").await.unwrap(), [trip(1, Some("a"))]);
    let quoted = "\u{feff}\"id\",\"note\"\n1,a\n";
    let place = store.table("quoted.csv", quoted.as_bytes());
    assert_eq!(rows(&place, "csv").await.unwrap(), [trip(1, Some("a"))]);
    let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let place = store.table("wide.csv", wide);
    let error = rows(&place, "csv").await.unwrap_err().to_string();
    assert!(
        error.contains("wide.csv") && error.contains("it is UTF-16: write it as UTF-8"),
        "{error}"
    );
}

fn batch(from: i64, rows: i64) -> RecordBatch {
    let ids: ArrayRef = Arc::new(array::Int64Array::from_iter_values(from..from + rows));
    let notes = (from..from + rows).map(|n| (n % 2 == 0).then(|| format!("n{}", n % 7)));
    let notes: array::DictionaryArray<array::types::Int8Type> =
        notes.collect::<Vec<_>>().iter().map(Option::as_deref).collect();
    let notes: ArrayRef = Arc::new(notes);
    RecordBatch::try_from_iter_with_nullable([("note", notes, true), ("id", ids, true)]).unwrap()
}

fn stream(batches: &[RecordBatch], compression: Option<arrow_ipc::CompressionType>) -> Vec<u8> {
    let options = arrow_ipc::writer::IpcWriteOptions::default();
    let options = options.try_with_compression(compression).unwrap();
    let mut writer = arrow_ipc::writer::StreamWriter::try_new_with_options(
        Vec::new(),
        &batches[0].schema(),
        options,
    )
    .unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

#[tokio::test]
async fn streams_of_arrow_are_read() {
    let store = Store::file();
    let batches = [batch(0, 1000), batch(1000, 1), batch(1001, 4000)];
    for compression in [None, Some(arrow_ipc::CompressionType::ZSTD)] {
        let bytes = stream(&batches, compression);
        let place = store.table("stream.arrows", &bytes);
        let read = rows(&place, "arrow").await.unwrap();
        assert_eq!(read.len(), 5001);
        assert_eq!(read[4000], trip(4000, Some("n3")));
        assert_eq!(columns(&place, "arrow").await.unwrap()[1].2, 5001);
        // in a folder beside files with a footer
        let other = store.place();
        frames::write(Batches::from_rows(vec![trip(-1, None)]), &other, "arrow").await.unwrap();
        let footed = std::fs::read(other.location().local_path().unwrap().join("00000")).unwrap();
        let name = format!("streams-{}", compression.is_some());
        let place = folder(&store, &name, &[("a", footed), ("b", bytes.clone())]);
        assert_eq!(rows(&place, "arrow").await.unwrap().len(), 5002);

        for end in (4..bytes.len()).step_by(bytes.len() / 60).chain([bytes.len() - 1]) {
            let place = store.table("cut.arrows", &bytes[..end]);
            let error = rows(&place, "arrow").await.unwrap_err().to_string();
            assert!(error.contains("cut.arrows"), "cut at {end}: {error}");
        }
        for at in (0..bytes.len()).step_by(bytes.len() / 300) {
            for mask in [0xff, 0x01, 0x80] {
                let mut changed = bytes.clone();
                changed[at] ^= mask;
                let place = store.table("bad.arrows", &changed);
                if let Err(error) = rows(&place, "arrow").await {
                    let error = error.to_string();
                    assert!(error.contains("bad.arrows") && error.len() < 2000, "{at}: {error}");
                }
            }
        }
    }
    let place = store.table("none.arrows", stream(&[batch(0, 0)], None));
    assert_eq!(rows(&place, "arrow").await.unwrap(), []);
    let place = store.table("lies.arrows", [[0xff; 4], [0xff, 0xff, 0xff, 0x7f]].concat());
    let error = rows(&place, "arrow").await.unwrap_err().to_string();
    assert!(error.contains("it is cut off"), "{error}");
}

/// What is read as something that it isn't, and what to say instead.
#[tokio::test]
async fn files_of_another_kind_say_which() {
    let store = Store::file();
    let of = async |format: &str| {
        let place = store.place();
        frames::write(Batches::from_rows(vec![trip(1, None)]), &place, format).await.unwrap();
        let name = if format == "csv" { ".csv" } else { "00000" };
        std::fs::read(place.location().local_path().unwrap().join(name)).unwrap()
    };
    let (parquet, arrow, csv) = (of("parquet").await, of("arrow").await, of("csv").await);
    let zstd = [0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0].to_vec();
    let zip = b"PK\x03\x04 and so on and on".to_vec();
    for (bytes, format, words) in [
        (&arrow, "parquet", "`with_format(\"arrow\")`"),
        (&csv, "parquet", "`with_format(\"csv\")`"),
        (&gzip(&csv), "parquet", "compressed by gzip"),
        (&zip, "parquet", "compressed by zip: unpack it"),
        (&b"{\"id\": 1, \"note\": \"a\"}".to_vec(), "parquet", "it looks like JSON"),
        (&stream(&[batch(0, 9)], None), "parquet", "`with_format(\"arrow\")`"),
        (&parquet, "arrow", "`with_format(\"parquet\")`"),
        (&b"FEA1 and whatever it holds".to_vec(), "arrow", "Feather file of version 1"),
        (&zstd, "csv", "compressed by Zstandard: unpack it, or compress it by gzip"),
        (&zip, "csv", "compressed by zip"),
        (&parquet, "csv", "`with_format(\"parquet\")`"),
        (&arrow, "csv", "`with_format(\"arrow\")`"),
    ] {
        let place = store.table("some-table", bytes);
        let error = rows(&place, format).await.unwrap_err().to_string();
        assert!(
            error.contains("some-table") && error.contains(words),
            "{format}, {words}: {error}"
        );
    }
}
