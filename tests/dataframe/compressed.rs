//! Files that somebody compressed.

use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use chrono::{DateTime, Utc};
use flyte::arrow::RecordBatch;
use flyte::frames::{self, Batches, Rows, Wanted};
use flyte::{Columns, Result};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Row {
    n: i64,
    x: Option<f64>,
    word: String,
    at: DateTime<Utc>,
}

fn rows() -> Vec<Row> {
    let row = |n: i64| Row {
        n,
        x: (n % 3 != 0).then_some(1.0 / n as f64),
        word: format!("word {}", n % 7),
        at: DateTime::from_timestamp_micros(n).unwrap(),
    };
    (0..1000).map(row).collect()
}

async fn compressed(by: CompressionType) -> Vec<u8> {
    let batches: Vec<RecordBatch> = Batches::from_rows(rows()).all().await.unwrap();
    let options = IpcWriteOptions::default().try_with_compression(Some(by)).unwrap();
    let schema = batches[0].schema();
    let mut writer = FileWriter::try_new_with_options(Vec::new(), &schema, options).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

async fn read(store: &Store, bytes: &[u8]) -> Result<Vec<Row>> {
    let place = store.table("table", bytes);
    let batches: Batches = frames::read(&place, "arrow", Wanted::all()).await?;
    Rows::new(batches, &place)?.all().await
}

const BOTH: [CompressionType; 2] = [CompressionType::LZ4_FRAME, CompressionType::ZSTD];

#[tokio::test]
async fn arrow_files_are_read() {
    let store = Store::file();
    for by in BOTH {
        let bytes = compressed(by).await;
        assert!(bytes.len() < 100_000, "{by:?}: {}", bytes.len());
        assert_eq!(read(&store, &bytes).await.unwrap(), rows(), "{by:?}");
        let place = store.table("table", &bytes);
        let word = frames::schema(&Row::columns()).fields()[2].clone();
        let wanted = Wanted::all().only([word].into_iter().collect());
        let batches: Batches = frames::read(&place, "arrow", wanted).await.unwrap();
        assert_eq!(batches.all().await.unwrap()[0].num_columns(), 1);
    }
}

#[tokio::test]
async fn parquet_files_are_read() {
    let store = Store::file();
    let batches: Vec<RecordBatch> = Batches::from_rows(rows()).all().await.unwrap();
    for by in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let properties = WriterProperties::builder().set_compression(by).build();
        let schema = batches[0].schema();
        let mut writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties)).unwrap();
        batches.iter().for_each(|batch| writer.write(batch).unwrap());
        let place = store.table("table", writer.into_inner().unwrap());
        let read: Batches = frames::read(&place, "parquet", Wanted::all()).await.unwrap();
        assert_eq!(Rows::<Row>::new(read, &place).unwrap().all().await.unwrap(), rows(), "{by:?}");
    }
}

/// A length that is made up would make the process ask for memory that nobody has, and end it.
#[tokio::test]
async fn lengths_that_lie_are_not_believed() {
    let store = Store::file();
    for by in BOTH {
        let whole = compressed(by).await;
        // the lengths of `n` and of `at`, of 1000 numbers of 8 bytes
        let announced = 8_000_i64.to_le_bytes();
        let places: Vec<usize> =
            (0..whole.len() - 8).filter(|at| whole[*at..*at + 8] == announced).collect();
        assert!(!places.is_empty(), "{by:?}");
        for at in places {
            for length in [7_999, 8_001, 1 << 31, 1 << 45, i64::MAX, -2] {
                let mut bytes = whole.clone();
                bytes[at..at + 8].copy_from_slice(&i64::to_le_bytes(length));
                let error = read(&store, &bytes).await.unwrap_err().to_string();
                assert!(error.contains("reading the Arrow file"), "{by:?}, {length}: {error}");
                let told = error.contains("in smaller batches");
                assert_eq!(told, length > 1 << 30, "{by:?}, {length}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn changed_bytes_are_an_error_or_other_values() {
    let store = Store::file();
    for by in BOTH {
        let whole = compressed(by).await;
        let mut refused = 0;
        for at in (0..whole.len()).step_by(53) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            if let Err(error) = read(&store, &bytes).await {
                refused += 1;
                assert!(error.to_string().contains("table"), "{by:?} at {at}: {error}");
            }
        }
        println!("{by:?}: {refused} refused");
        assert!(refused > 0);
    }
}
