//! Files and the cache: what is in them counts, and what is gone is computed again.

mod content;
mod damaged;
mod gone;
mod hashed;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use flyte::Local;
use flyte::engine::{Event, Observer};
use flyte::local::Cache;
use flyte::prelude::*;
use flyte::storage::Location;

use flyte_tests::place::Place;

static CALLS: AtomicU32 = AtomicU32::new(0);

/// One test at a time counts calls.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn called() {
    CALLS.fetch_add(1, Ordering::SeqCst);
}

async fn calls<T: Outputs>(local: &Local, promise: Promise<T>) -> (u32, T) {
    let before = CALLS.load(Ordering::SeqCst);
    let result = local.run(promise).await.unwrap();
    (CALLS.load(Ordering::SeqCst) - before, result)
}

#[derive(Default)]
struct Warnings(Mutex<Vec<String>>);

impl Warnings {
    fn take(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap()).join("\n")
    }
}

impl Observer for Warnings {
    fn event(&self, event: &Event<'_>) {
        if let Event::Warning { message } = event {
            self.0.lock().unwrap().push((*message).to_owned());
        }
    }
}

/// An engine with a cache, and the warnings that it gives.
fn cached(place: &Place) -> (Local, Arc<Warnings>) {
    let warnings = Arc::new(Warnings::default());
    let local = place.local().cache(Cache::at(place.path("cache")));
    (local.observe(warnings.clone()), warnings)
}

async fn delete(place: &Place, uri: &str) {
    place.stores.delete(&Location::parse(uri).unwrap()).await.unwrap();
}

#[derive(Debug, Clone, FlyteType)]
struct Packed {
    title: String,
    pages: Vec<FlyteFile>,
}

#[task(cache = "1")]
fn text(file: FlyteFile) -> Result<String> {
    called();
    let bytes = file.blocking_bytes()?;
    Ok(format!("{}: {}", file.name().unwrap_or_default(), String::from_utf8_lossy(&bytes)))
}

#[task(cache = "1")]
fn first_page(packed: Packed) -> Result<String> {
    called();
    Ok(String::from_utf8_lossy(&packed.pages[0].blocking_bytes()?).into_owned())
}

#[task(cache = "1")]
fn maybe(files: BTreeMap<String, Option<FlyteFile>>) -> Result<i64> {
    called();
    let files = files.values().flatten();
    files.map(|file| Ok(file.blocking_bytes()?.len() as i64)).sum()
}

#[task(cache = "1")]
async fn sizes(folder: FlyteDirectory) -> Result<BTreeMap<String, i64>> {
    called();
    let entries = folder.entries()?.all().await?;
    Ok(entries.into_iter().map(|entry| (entry.name, entry.size as i64)).collect())
}

fn file(path: &str) -> FlyteFile {
    FlyteFile::new(path).unwrap()
}

#[task(cache = "1")]
async fn make_folder(words: String) -> Result<FlyteDirectory> {
    called();
    let folder = FlyteDirectory::create()?;
    for name in ["a", "deep/b"] {
        let mut file = folder.file::<flyte::files::Any>(name)?;
        file.write(words.as_bytes()).await?;
        file.finish().await?;
    }
    Ok(folder.finish())
}
