//! Tables and the cache: what is in them counts, and what is gone is made again.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use flyte::engine::{Event, Observer};
use flyte::local::Cache;
use flyte::prelude::*;
use flyte::storage::Location;

use crate::Store;

static MADE: AtomicU32 = AtomicU32::new(0);
static COUNTED: AtomicU32 = AtomicU32::new(0);

/// One test at a time counts calls.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[derive(Debug, Clone, PartialEq, Columns)]
struct Row {
    id: i64,
    name: String,
}

fn all(from: i64) -> Vec<Row> {
    (from..from + 100).map(|id| Row { id, name: format!("row {id}") }).collect()
}

#[task]
fn held(from: i64) -> StructuredDataset<Row> {
    StructuredDataset::from_rows(all(from))
}

#[task]
async fn written(from: i64) -> Result<StructuredDataset<Row>> {
    let mut writer = StructuredDataset::create()?;
    writer.write(&all(from)).await?;
    writer.finish().await
}

#[task(cache = "1")]
fn kept(from: i64) -> StructuredDataset<Row> {
    MADE.fetch_add(1, Ordering::SeqCst);
    StructuredDataset::from_rows(all(from))
}

#[task(cache = "1")]
fn count(table: StructuredDataset<Row>) -> Result<i64> {
    COUNTED.fetch_add(1, Ordering::SeqCst);
    Ok(table.blocking_rows()?.len() as i64)
}

#[workflow]
fn of_held(from: i64) -> i64 {
    count(held(from))
}

#[workflow]
fn of_written(from: i64) -> i64 {
    count(written(from))
}

#[derive(Default)]
struct Warnings(Mutex<String>);

impl Observer for Warnings {
    fn event(&self, event: &Event<'_>) {
        if let Event::Warning { message } = event {
            self.0.lock().unwrap().push_str(message);
        }
    }
}

fn cached(store: &Store) -> flyte::Local {
    store.local().cache(Cache::at(store.folder.path().join("cache")))
}

async fn counts<T: Outputs>(local: &flyte::Local, promise: Promise<T>) -> (u32, T) {
    let before = COUNTED.load(Ordering::SeqCst);
    let value = local.run(promise).await.unwrap();
    (COUNTED.load(Ordering::SeqCst) - before, value)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_table_is_found_under_another_uri() {
    let _turn = TURN.lock().await;
    for store in [Store::file(), Store::memory(), Store::s3()] {
        let local = cached(&store);
        assert_eq!(counts(&local, of_held(0)).await, (1, 100));
        assert_eq!(counts(&local, of_held(0)).await, (0, 100));
        assert_eq!(counts(&local, of_held(1)).await, (1, 100), "other rows");
        counts(&local, of_written(0)).await;
        assert_eq!(counts(&local, of_written(0)).await, (0, 100));
        assert_eq!(counts(&local, of_written(2)).await, (1, 100));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_gone_is_made_again() {
    let _turn = TURN.lock().await;
    for store in [Store::file(), Store::memory(), Store::s3()] {
        let warnings = std::sync::Arc::new(Warnings::default());
        let local = cached(&store).observe(warnings.clone());
        let before = MADE.load(Ordering::SeqCst);
        let made = local.run(kept(0)).await.unwrap();
        let again = local.run(kept(0)).await.unwrap();
        assert_eq!((again.uri(), MADE.load(Ordering::SeqCst) - before), (made.uri(), 1));
        let at = Location::parse(made.uri().unwrap()).unwrap();
        for entry in store.stores.list(&at).unwrap().all().await.unwrap() {
            store.stores.delete(&entry.location).await.unwrap();
        }
        if let Some(path) = at.local_path() {
            std::fs::remove_dir_all(path).unwrap();
        }
        assert_eq!(local.run(kept(0)).await.unwrap().rows().await.unwrap(), all(0));
        assert_eq!(MADE.load(Ordering::SeqCst) - before, 2);
        let said = warnings.0.lock().unwrap().clone();
        assert!(said.contains("runs again") && said.contains(made.uri().unwrap()), "{said}");
    }
}

#[tokio::test]
async fn a_table_on_this_machine_counts_as_its_content() {
    let _turn = TURN.lock().await;
    let store = Store::file();
    let local = cached(&store);
    let path = store.folder.path().join("rows.csv");
    let run = async |text: &str| {
        std::fs::write(&path, text).unwrap();
        let table = StructuredDataset::<Row>::from_path(&path).unwrap().with_format("csv");
        counts(&local, count(table)).await
    };
    assert_eq!(run("id,name\n1,a\n").await, (1, 1));
    assert_eq!(run("id,name\n1,a\n").await, (0, 1));
    assert_eq!(run("id,name\n1,a\n2,b\n").await, (1, 2));
    assert_eq!(run("id,name\n1,a\n").await, (0, 1));
}
