//! What a cache knows of values that are stored apart: they are what is in them, wherever they lie.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use flyte::prelude::*;
use flyte::{Local, local::Cache};

use flyte_tests::place::Place;

use crate::all;

#[task]
fn numbers(n: i64) -> Vec<i64> {
    (0..n).collect()
}

#[task]
async fn double(x: i64) -> i64 {
    2 * x
}

#[task(cache = "1")]
fn kept(xs: Vec<i64>) -> Vec<i64> {
    xs.into_iter().rev().collect()
}

#[workflow]
fn twice(n: i64) -> Vec<i64> {
    kept(kept(numbers(n)))
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_values_are_one_to_a_cache() {
    let place = Place::file();
    let cache = Cache::at(place.folder.path().join("cache"));
    let witness = Arc::new(Cached::default());
    let local = all(&place).cache(cache).observe(witness.clone());
    for hits in [0, 2] {
        assert_eq!(local.run(twice(3)).await.unwrap(), [0, 1, 2]);
        assert_eq!(witness.hits(), hits);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_whose_value_is_gone_is_a_miss() {
    let place = Place::file();
    let cache = Cache::at(place.folder.path().join("cache"));
    let witness = Arc::new(Cached::default());
    let local = all(&place).cache(cache).observe(witness.clone());
    assert_eq!(local.run(twice(3)).await.unwrap(), [0, 1, 2]);
    for (name, _) in place.stored().await {
        place.stores.delete(&place.base.join(&name).unwrap()).await.unwrap();
    }
    assert_eq!(local.run(twice(3)).await.unwrap(), [0, 1, 2]);
    assert_eq!(witness.hits(), 0);
    let warnings = witness.1.lock().unwrap().join("\n");
    assert!(warnings.contains("_offloaded_metadata.pb is gone"), "{warnings}");
}

#[task(cache = "1")]
#[flyte(hash = how_many_hashed)]
fn kept_under_a_hash(n: i64) -> Vec<i64> {
    (0..n).collect()
}

#[task(cache = "1")]
fn kept_in_a_map(n: i64) -> HashMap<String, Vec<i64>> {
    HashMap::from([("all".to_owned(), (0..n).collect())])
}

#[workflow]
fn healing(n: i64) -> (Vec<i64>, Vec<i64>, Vec<i64>) {
    (kept(numbers(n)), kept(kept_under_a_hash(n)), kept(kept_in_a_map(n)["all"]))
}

/// Whatever is at the uri of a value that a cache knows, it is the value that was stored there, or it is made again.
async fn a_changed_byte_is_noticed(place: &Place) {
    let cache = Cache::at(place.folder.path().join("cache"));
    let witness = Arc::new(Cached::default());
    let local = all(place).cache(cache).observe(witness.clone());
    let right = (vec![2, 1, 0], vec![2, 1, 0], vec![2, 1, 0]);
    assert_eq!(local.run(healing(3)).await.unwrap(), right);
    let stored = place.stored().await;
    assert!(stored.len() >= 6, "{stored:?}");
    for (name, len) in stored {
        let at = place.base.join(&name).unwrap();
        // a byte of the type, one of the value, and a file that ends early or late
        let whole = place.stores.read(&at).await.unwrap().to_vec();
        let len = len as usize;
        let mut damaged: Vec<Vec<u8>> =
            [0, len / 2, len - 1].map(|index| flipped(&whole, index)).into();
        damaged.extend([whole[..len - 1].to_vec(), [&whole[..], &[0]].concat(), Vec::new()]);
        for bytes in damaged {
            place.stores.write(&at, bytes.clone()).await.unwrap();
            let gave = local.run(healing(3)).await;
            assert_eq!(gave.as_ref().ok(), Some(&right), "{name} {bytes:?}: {gave:?}");
        }
    }
    let warnings = witness.1.lock().unwrap().join("\n");
    assert!(warnings.contains("_offloaded_metadata.pb has changed"), "{warnings}");
    // nothing has to be made again now
    let hits = witness.hits();
    assert_eq!(local.run(healing(3)).await.unwrap(), right);
    assert_eq!(witness.hits(), hits + 5);
}

fn flipped(whole: &[u8], index: usize) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    bytes[index] ^= 1;
    bytes
}

/// What is cached outlives the folder of the run that made it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_cached_is_not_in_the_run_folder() {
    let place = Place::file();
    let runs = place.folder.path().join("runs");
    let witness = Arc::new(Cached::default());
    let local = Local::new()
        .run_dir(&runs)
        .cache(Cache::at(place.folder.path().join("cache")))
        .offload(flyte::Offload::new().above(0))
        .observe(witness.clone());
    assert_eq!(local.run(twice(4)).await.unwrap(), [0, 1, 2, 3]);
    std::fs::remove_dir_all(&runs).unwrap();
    assert_eq!(local.run(twice(4)).await.unwrap(), [0, 1, 2, 3]);
    assert_eq!(witness.hits(), 2);
}

#[task(cache = "1")]
fn files_kept(n: i64) -> Vec<FlyteFile> {
    (0..n).map(|i| FlyteFile::from_bytes(format!("{i}.txt"), format!("{i}"))).collect()
}

#[task(cache = "1")]
fn files_read(files: Vec<FlyteFile>) -> Result<String> {
    files.iter().map(|file| Ok(std::fs::read_to_string(file.blocking_path()?)?)).collect()
}

#[workflow]
fn cached_files(n: i64) -> String {
    files_read(files_kept(n))
}

#[tokio::test(flavor = "multi_thread")]
async fn files_inside_offloaded_values_are_looked_at() {
    let place = Place::file();
    let cache = Cache::at(place.folder.path().join("cache"));
    let witness = Arc::new(Cached::default());
    let local = all(&place).cache(cache).observe(witness.clone());
    for hits in [0, 2] {
        assert_eq!(local.run(cached_files(3)).await.unwrap(), "012");
        assert_eq!(witness.hits(), hits, "{:?}", witness.1);
    }
    let file = place.stored().await.into_iter().find(|(name, _)| name.ends_with("1.txt")).unwrap();
    place.stores.delete(&place.base.join(&file.0).unwrap()).await.unwrap();
    assert_eq!(local.run(cached_files(3)).await.unwrap(), "012");
    let warnings = witness.1.lock().unwrap().join("\n");
    assert!(warnings.contains("1.txt is gone"), "{warnings}");
}

fn how_many(xs: &[i64]) -> usize {
    xs.len()
}

#[task(cache = "1")]
fn counted(#[flyte(hash = how_many)] xs: Vec<i64>) -> i64 {
    xs.len() as i64
}

#[workflow]
fn counted_list(x: i64) -> i64 {
    counted(vec![double(x), double(x)])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_users_hash_sees_the_values() {
    let place = Place::file();
    let cache = Cache::at(place.folder.path().join("cache"));
    let witness = Arc::new(Cached::default());
    let local = all(&place).cache(cache).observe(witness.clone());
    for (x, hits) in [(1, 0), (2, 1)] {
        assert_eq!(local.run(counted_list(x)).await.unwrap(), 2);
        assert_eq!(witness.hits(), hits, "{:?}", witness.1);
    }
}

/// A list of files, never the same uris.
#[task]
fn fresh_files(n: i64) -> Vec<FlyteFile> {
    files_kept::call(n)
}

#[workflow]
fn files_anew(n: i64) -> String {
    files_read(fresh_files(n))
}

async fn new_uris_with_old_content(place: &Place) {
    let cache = Cache::at(place.folder.path().join("cache"));
    let witness = Arc::new(Cached::default());
    let local = all(place).cache(cache).observe(witness.clone());
    for hits in [0, 1] {
        assert_eq!(local.run(files_anew(3)).await.unwrap(), "012");
        assert_eq!(witness.hits(), hits, "{:?}", witness.1);
    }
    assert_eq!(local.run(files_anew(4)).await.unwrap(), "0123");
    assert_eq!(witness.hits(), 1, "other files");
    // and the same without offloading: where a value lies is nothing to a cache
    let inline = local.offload(flyte::Offload::new());
    assert_eq!(inline.run(files_anew(3)).await.unwrap(), "012");
    assert_eq!(witness.hits(), 2, "{:?}", witness.1);
}

flyte_tests::everywhere!(new_uris_with_old_content a_changed_byte_is_noticed);

#[workflow]
fn counted_whole(from: i64, n: i64) -> i64 {
    counted(range(from, n))
}

#[task]
fn range(from: i64, n: i64) -> Vec<i64> {
    (from..from + n).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_users_hash_counts_for_a_whole_value_too() {
    let place = Place::file();
    let cache = Cache::at(place.folder.path().join("cache"));
    let witness = Arc::new(Cached::default());
    let local = all(&place).cache(cache).observe(witness.clone());
    for (from, n, hits) in [(0, 3, 0), (7, 3, 1), (7, 4, 1), (1, 4, 2)] {
        assert_eq!(local.run(counted_whole(from, n)).await.unwrap(), n);
        assert_eq!(witness.hits(), hits, "{:?}", witness.1);
    }
}

#[task]
#[flyte(hash = how_many_hashed)]
fn hashed_by_its_producer(from: i64, n: i64) -> Vec<i64> {
    (from..from + n).collect()
}

fn how_many_hashed(xs: &[i64]) -> String {
    format!("{} numbers", xs.len())
}

#[workflow]
fn hashed(from: i64, n: i64) -> Vec<i64> {
    kept(hashed_by_its_producer(from, n))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_producers_hash_stays() {
    let place = Place::file();
    let cache = Cache::at(place.folder.path().join("cache"));
    let witness = Arc::new(Cached::default());
    let local = all(&place).cache(cache).observe(witness.clone());
    assert_eq!(local.run(hashed(0, 3)).await.unwrap(), [2, 1, 0]);
    assert_eq!(local.run(hashed(5, 3)).await.unwrap(), [2, 1, 0], "its hash is the same");
    assert_eq!(witness.hits(), 1);
}

static TRIES: AtomicU32 = AtomicU32::new(0);

#[task(cache = "1", retries = 2)]
fn at_last(n: i64) -> Result<Vec<i64>> {
    match TRIES.fetch_add(1, Ordering::SeqCst) {
        0 => Err(Error::msg("not yet")),
        _ => Ok((0..n).collect()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_of_a_second_attempt() {
    let place = Place::s3();
    let witness = Arc::new(Cached::default());
    let local =
        all(&place).cache(Cache::at(place.folder.path().join("cache"))).observe(witness.clone());
    assert_eq!(local.run(at_last(5)).await.unwrap(), [0, 1, 2, 3, 4]);
    assert_eq!(place.stored().await.len(), 1);
    assert_eq!(local.run(at_last(5)).await.unwrap(), [0, 1, 2, 3, 4]);
    assert_eq!((witness.hits(), TRIES.load(Ordering::SeqCst)), (1, 2));
}

/// Counts hits of the cache, and keeps warnings.
#[derive(Default)]
struct Cached(AtomicUsize, Mutex<Vec<String>>);

impl Cached {
    fn hits(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl flyte::engine::Observer for Cached {
    fn event(&self, event: &flyte::engine::Event<'_>) {
        use flyte::engine::{Change, Event};
        match event {
            Event::Node { change: Change::Cached, .. } => {
                self.0.fetch_add(1, Ordering::SeqCst);
            }
            Event::Warning { message } => self.1.lock().unwrap().push((*message).to_owned()),
            _ => {}
        }
    }
}
