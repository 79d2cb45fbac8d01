//! Files that are damaged, cut off, or something else: a clear error, or what they hold; never a panic.

use chrono::{DateTime, Utc};
use flyte::frames::{self, Batches, Rows, Wanted};
use flyte::prelude::*;

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Row {
    n: i64,
    x: Option<f64>,
    word: String,
    at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Deep {
    n: i64,
    tags: Vec<String>,
    inner: Option<Row>,
}

fn row(n: i64) -> Row {
    Row {
        n,
        x: (n % 3 == 0).then_some(n as f64),
        word: format!("word {}", n % 50),
        at: DateTime::from_timestamp_micros(n).unwrap(),
    }
}

fn deep(n: i64) -> Deep {
    Deep { n, tags: vec![format!("t{n}"); n as usize % 3], inner: (n % 2 == 0).then(|| row(n)) }
}

/// A table's only file.
async fn file(batches: Batches, format: &str) -> Vec<u8> {
    let store = Store::file();
    let place = store.place();
    frames::write(batches, &place, format).await.unwrap();
    let name = if format == "csv" { ".csv" } else { "00000" };
    std::fs::read(place.location().local_path().unwrap().join(name)).unwrap()
}

async fn read<R: Columns>(store: &Store, format: &str, bytes: &[u8]) -> Result<usize> {
    let place = store.table("table", bytes);
    let batches: Batches = frames::read(&place, format, Wanted::all()).await?;
    let rows = Rows::<R>::new(batches, &place)?.all().await?.len();
    let typed = Wanted::all().only(frames::schema(&R::columns()).fields().clone());
    let batches: Batches = frames::read(&place, format, typed).await?;
    batches.all().await?;
    Ok(rows)
}

fn fine(error: &flyte::Error, what: &str) {
    let text = error.to_string();
    assert!(text.len() < 2000, "{what}: {text}");
    assert!(text.contains("table"), "the location: {text}");
}

#[tokio::test]
async fn files_that_are_cut_off() {
    let store = Store::file();
    for format in ["parquet", "arrow"] {
        let whole = file(Batches::from_rows((0..3000).map(row).collect()), format).await;
        assert_eq!(read::<Row>(&store, format, &whole).await.unwrap(), 3000);
        let steps = whole.len() / 150;
        let ends =
            (0..200).chain((200..whole.len()).step_by(steps)).chain(whole.len() - 40..whole.len());
        for end in ends {
            let error = read::<Row>(&store, format, &whole[..end]).await.unwrap_err();
            fine(&error, &format!("{format} cut at {end}"));
        }
    }
    let whole = file(Batches::from_rows((0..300).map(row).collect()), "csv").await;
    for end in 0..whole.len() {
        if let Err(error) = read::<Row>(&store, "csv", &whole[..end]).await {
            fine(&error, &format!("csv cut at {end}"));
        }
    }
}

#[tokio::test]
async fn bytes_that_were_changed() {
    let store = Store::file();
    for format in ["parquet", "arrow", "csv"] {
        let whole = match format {
            "csv" => file(Batches::from_rows((0..200).map(row).collect()), format).await,
            _ => file(Batches::from_rows((0..200).map(deep).collect()), format).await,
        };
        let (mut wrong, mut right) = (0, 0);
        // here and there, and each byte of the footer three ways
        let footer = whole.len().saturating_sub(1500);
        for at in 0..whole.len() {
            let masks: &[u8] = if at >= footer { &[0xff, 0x01, 0x80] } else { &[0xff] };
            for mask in masks.iter().filter(|_| at >= footer || at % 17 == 0) {
                let mut bytes = whole.clone();
                bytes[at] ^= mask;
                let result = match format {
                    "csv" => read::<Row>(&store, format, &bytes).await,
                    _ => read::<Deep>(&store, format, &bytes).await,
                };
                match result {
                    Ok(_) => right += 1,
                    Err(error) => {
                        wrong += 1;
                        fine(&error, &format!("{format} at {at}"));
                    }
                }
            }
        }
        println!("{format}: {wrong} refused, {right} read");
        assert!(wrong > 0);
    }
}

#[tokio::test]
async fn files_of_something_else() {
    let store = Store::file();
    let garbage: Vec<u8> =
        (0..5000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for bytes in [&b""[..], b"PAR1", b"ARROW1", b"not a table", &[0; 64], &garbage] {
        for format in ["parquet", "arrow", "csv"] {
            let error = read::<Row>(&store, format, bytes).await.unwrap_err();
            fine(&error, format);
        }
    }
    let parquet = file(Batches::from_rows(vec![row(1)]), "parquet").await;
    let error = read::<Row>(&store, "arrow", &parquet).await.unwrap_err().to_string();
    assert!(error.contains("does not contain correct footer"), "{error}");
    let arrow = file(Batches::from_rows(vec![row(1)]), "arrow").await;
    let error = read::<Row>(&store, "parquet", &arrow).await.unwrap_err().to_string();
    assert!(error.contains("Invalid Parquet file"), "{error}");
}

/// Lengths that claim more than there is.
#[tokio::test]
async fn footers_that_lie() {
    let store = Store::file();
    for format in ["parquet", "arrow"] {
        let whole = file(Batches::from_rows((0..300).map(row).collect()), format).await;
        let at = whole.len() - if format == "parquet" { 8 } else { 10 };
        for length in [0, 1, 7, whole.len() as u32, 0x7fff_ffff, 0x8000_0000, u32::MAX] {
            let mut bytes = whole.clone();
            bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
            let error = read::<Row>(&store, format, &bytes).await.unwrap_err();
            fine(&error, &format!("{format} with a footer of {length}"));
        }
    }
}
