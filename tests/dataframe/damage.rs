//! Tables of ours in which a byte has changed, and files that say that they hold more than they can.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use flyte::arrow::array::types::Int32Type;
use flyte::arrow::array::{self, ArrayRef, DictionaryArray, RecordBatch};
use flyte::frames::{self, Batches, Wanted};
use flyte::prelude::*;
use flyte::storage::Location;
use flyte_tests::memory::peak;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Part {
    id: i64,
    tags: Vec<String>,
    weight: Option<f64>,
    made: NaiveDate,
    took: TimeDelta,
}

fn parts() -> Vec<Part> {
    let part = |id: i64| Part {
        id,
        tags: vec![format!("t{id}"); id as usize % 3],
        weight: (id % 2 == 0).then_some(id as f64),
        made: NaiveDate::from_ymd_opt(2024, 1, 1 + id as u32 % 28).unwrap(),
        took: TimeDelta::microseconds(id),
    };
    (0..20).map(part).collect()
}

fn words() -> RecordBatch {
    let words: DictionaryArray<Int32Type> = ["a", "b", "a", "c"].into_iter().collect();
    let numbers = array::Int64Array::from(vec![1, 2, 3, 4]);
    let columns: [(_, ArrayRef); 2] = [("word", Arc::new(words)), ("n", Arc::new(numbers))];
    RecordBatch::try_from_iter(columns).unwrap()
}

async fn written(store: &Store, batches: Batches, format: &str) -> Vec<u8> {
    let place = store.place();
    frames::write(batches, &place, format).await.unwrap();
    std::fs::read(place.location().local_path().unwrap().join("00000")).unwrap()
}

async fn read(store: &Store, format: &str, bytes: &[u8]) -> Result<Vec<RecordBatch>> {
    let place = store.table("table", bytes);
    let batches: Batches = frames::read(&place, format, Wanted::all()).await?;
    batches.all().await
}

/// Each byte of a table, each of two ways: noticed, or nobody reads that byte.
#[tokio::test]
async fn a_changed_byte_is_noticed_or_harmless() {
    let store = Store::file();
    for (format, batches) in [
        ("parquet", Batches::from_rows(parts())),
        ("arrow", Batches::from_rows(parts())),
        ("arrow", Batches::from(words())),
        ("parquet", Batches::from(words())),
    ] {
        let whole = written(&store, batches, format).await;
        let rows = read(&store, format, &whole).await.unwrap();
        let mut harmless = 0;
        for at in 0..whole.len() {
            for mask in [0x01, 0xc0] {
                let mut bytes = whole.clone();
                bytes[at] ^= mask;
                if let Ok(found) = read(&store, format, &bytes).await {
                    assert_eq!(found, rows, "{format} at {at} of {}", whole.len());
                    harmless += 1;
                }
            }
        }
        println!("{format}: {harmless} of {} changes are harmless", whole.len() * 2);
        assert!(harmless * 2 < whole.len() * 2, "most are noticed");
    }
}

/// Only what is read is looked at: the damage of a column that nobody wants is nobody's.
#[tokio::test]
async fn what_is_not_read_is_not_looked_at() {
    let store = Store::file();
    let whole = written(&store, Batches::from_rows(parts()), "parquet").await;
    let file = SerializedFileReader::new(bytes::Bytes::from(whole.clone())).unwrap();
    let (start, length) = file.metadata().row_group(0).column(0).byte_range();
    let mut bytes = whole;
    bytes[(start + length - 1) as usize] ^= 1;
    let error = read(&store, "parquet", &bytes).await.unwrap_err().to_string();
    for word in ["column `id` is damaged", "checksum", "table"] {
        assert!(error.contains(word), "{word}: {error}");
    }
    let place = store.table("table", &bytes);
    let columns = frames::schema(&Part::columns());
    let wanted = columns.fields().iter().filter(|field| field.name() != "id").cloned().collect();
    let batches: Batches =
        frames::read(&place, "parquet", Wanted::all().only(wanted)).await.unwrap();
    assert_eq!(batches.all().await.unwrap()[0].num_columns(), 4);
}

/// The checksums are nothing to other readers, and files without them are read.
#[tokio::test]
async fn other_readers_pass_over_checksums() {
    let store = Store::file();
    let whole = written(&store, Batches::from_rows(parts()), "parquet").await;
    let file = SerializedFileReader::new(bytes::Bytes::from(whole)).unwrap();
    let entries = file.metadata().file_metadata().key_value_metadata().unwrap();
    let entry = entries.iter().find(|entry| entry.key == "flyte.checksums").unwrap();
    let columns = file.metadata().row_group(0).num_columns();
    assert_eq!(entry.value.as_ref().unwrap().split("data=").last().unwrap().len(), 8 * columns);
    let theirs = foreign(&words(), WriterProperties::builder());
    assert_eq!(read(&store, "parquet", &theirs).await.unwrap()[0].num_rows(), 4);
}

/// A file of another writer.
fn foreign(batch: &RecordBatch, properties: WriterPropertiesBuilder) -> Vec<u8> {
    let mut bytes = Vec::new();
    let properties = Some(properties.build());
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), properties).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// Numbers and texts, some of each as often as a dictionary is for.
fn mixed(rows: i64) -> RecordBatch {
    let texts: array::StringArray = (0..rows).map(|n| Some(format!("text {n}"))).collect();
    let lists = array::ListArray::from_iter_primitive::<array::types::Int64Type, _, _>(
        (0..rows).map(|n| (n % 5 != 0).then(|| vec![Some(n); n as usize % 3])),
    );
    let columns: [(_, ArrayRef); 4] = [
        ("n", Arc::new(array::Int64Array::from_iter_values(0..rows))),
        ("x", Arc::new((0..rows).map(|n| Some(n as f64)).collect::<array::Float64Array>())),
        ("text", Arc::new(texts)),
        ("list", Arc::new(lists)),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// Reading takes no more memory than a file can fill, whatever stands in its headers and footer: at each place a
/// number that is as large as the format allows, and thousands of other changes.
#[test]
fn memory_is_taken_for_what_is_there() {
    const MOST: isize = 24 << 20;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = Store::file();
    let plain = || WriterProperties::builder().set_dictionary_enabled(false);
    let delta = |encoding| plain().set_column_encoding("text".into(), encoding);
    let codecs = [
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::LZ4_RAW,
        Compression::ZSTD(Default::default()),
    ];
    let mut files: Vec<(String, Vec<u8>)> = codecs
        .into_iter()
        .map(|codec| {
            let properties = WriterProperties::builder().set_compression(codec);
            (format!("{codec}"), foreign(&mixed(40), properties))
        })
        .collect();
    files.push(("lengths".into(), foreign(&mixed(40), delta(Encoding::DELTA_LENGTH_BYTE_ARRAY))));
    files.push(("prefixes".into(), foreign(&mixed(40), delta(Encoding::DELTA_BYTE_ARRAY))));
    let version = plain().set_writer_version(WriterVersion::PARQUET_2_0);
    files.push(("pages of version 2".into(), foreign(&mixed(40), version)));
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below as u64) as usize
    };
    for (name, whole) in &files {
        let (mut worst, mut refused) = (0, 0);
        let all = whole.len();
        for round in 0..all + 400 {
            let mut bytes = whole.clone();
            match round.checked_sub(all) {
                // as large as five bytes of a varint make it, and as ten
                None if round + 10 < all => match round % 2 {
                    0 => bytes[round..round + 5].copy_from_slice(&[0xff, 0xff, 0xff, 0xff, 0x0f]),
                    _ => bytes[round..round + 9]
                        .copy_from_slice(&[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
                },
                None => bytes[round] ^= 0xff,
                Some(_) => (0..1 + next(4)).for_each(|_| bytes[next(all)] = next(256) as u8),
            }
            let (result, most) = peak(|| runtime.block_on(read(&store, "parquet", &bytes)));
            assert!(most < MOST, "{name}: {} MiB in round {round}", most >> 20);
            worst = worst.max(most);
            refused += usize::from(result.is_err());
        }
        println!("{name}: {refused} of {} refused, {} KiB at most", all + 400, worst >> 10);
    }
}

/// A page of a megabyte and a half that says that it has 128 of them.
#[tokio::test]
async fn a_page_holds_what_its_bytes_can_hold() {
    let store = Store::file();
    let numbers = array::Int64Array::from_iter_values((0..200_000).map(|n| n % 7));
    let columns: [(_, ArrayRef); 1] = [("n", Arc::new(numbers))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    for codec in [Compression::SNAPPY, Compression::LZ4_RAW, Compression::ZSTD(Default::default())]
    {
        let properties = WriterProperties::builder()
            .set_compression(codec)
            .set_dictionary_enabled(false)
            .set_data_page_size_limit(8 << 20)
            .set_data_page_row_count_limit(usize::MAX);
        let mut bytes = foreign(&batch, properties);
        assert_eq!(read(&store, "parquet", &bytes).await.unwrap().len(), 25, "{codec}");
        // the header begins: what kind of page, and behind it the length, four bytes of a varint
        assert_eq!((&bytes[4..7], bytes[10] & 0x80), (&[0x15, 0, 0x15][..], 0), "{codec}");
        bytes[7..11].copy_from_slice(&[0xfe, 0xff, 0xff, 0x7f]);
        let error = read(&store, "parquet", &bytes).await.unwrap_err().to_string();
        assert!(error.contains("column `n` is damaged"), "{codec}: {error}");
        assert!(error.contains("134217727 when it is unpacked"), "{codec}: {error}");
    }
}

/// Where a table lies may be known to its owner only: a password, or a signature.
#[test]
fn places_are_told_without_secrets() {
    for address in [
        "https://user:hush@host/tables/trips?X-Amz-Signature=hush",
        "s3://key:hush@bucket/trips",
        "https://host/a b/trips?sig=hush&note=a \"b\" <c>hush",
    ] {
        let Ok(location) = Location::parse(address) else { continue };
        let place = frames::Place::new(Store::file().stores.clone(), location);
        assert!(!place.to_string().contains("hush"), "{place}");
    }
}
