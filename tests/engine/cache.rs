use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use flyte::Local;
use flyte::local::Cache;
use flyte::prelude::*;

use crate::witness::Witness;

static CALLS: AtomicU32 = AtomicU32::new(0);

#[task(cache = "1")]
async fn counted(x: i64, tag: String) -> i64 {
    let _ = tag;
    CALLS.fetch_add(1, Ordering::SeqCst);
    x + 1
}

#[task(cache(version = " 1 ", ignore(noise)))]
async fn ignores(x: f64, noise: i64) -> i64 {
    CALLS.fetch_add(1, Ordering::SeqCst);
    let _ = (x, noise);
    CALLS.load(Ordering::SeqCst).into()
}

#[task(cache = "1")]
async fn of_a_map(map: HashMap<String, i64>) -> i64 {
    CALLS.fetch_add(1, Ordering::SeqCst);
    map.values().sum()
}

fn rough(x: &f64) -> String {
    format!("{x:.0}")
}

#[task(cache = "1")]
async fn hashed(#[flyte(hash = rough)] x: f64) -> f64 {
    CALLS.fetch_add(1, Ordering::SeqCst);
    x
}

fn no_hash(_: &f64) -> String {
    String::new()
}

#[task(cache = "1")]
async fn hashed_to_nothing(#[flyte(hash = no_hash)] x: f64) -> f64 {
    CALLS.fetch_add(1, Ordering::SeqCst);
    x
}

#[task(cache = "1")]
async fn no_outputs() {
    CALLS.fetch_add(1, Ordering::SeqCst);
}

#[task(cache = "1")]
async fn failing(x: i64) -> Result<i64> {
    CALLS.fetch_add(1, Ordering::SeqCst);
    Err(Error::fatal(format!("{x}")))
}

/// One test at a time counts calls.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn calls<T: Outputs>(local: &Local, promise: Promise<T>) -> (u32, Result<T>) {
    let before = CALLS.load(Ordering::SeqCst);
    let result = local.run(promise).await;
    (CALLS.load(Ordering::SeqCst) - before, result)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let parts = fs::read_dir(folder).into_iter().flatten().map(|part| part.unwrap().path());
    let files = parts.flat_map(|part| fs::read_dir(part).unwrap().map(|file| file.unwrap().path()));
    files.collect()
}

#[tokio::test]
async fn the_second_time_nothing_runs() {
    let _turn = TURN.lock().await;
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::at(folder.path().join("deep/er"));
    let witness = Witness::new();
    let local = Local::new().cache(cache.clone()).observe(witness.clone());
    assert!(matches!(calls(&local, counted(1, "a")).await, (1, Ok(2))));
    assert!(matches!(calls(&local, counted(1, "a")).await, (0, Ok(2))));
    witness.saw("n0 counted cached");
    assert!(matches!(calls(&local, counted(1, "b")).await, (1, Ok(2))), "another input");
    assert!(
        matches!(calls(&Local::new(), counted(1, "a")).await, (1, Ok(2))),
        "no cache asked for"
    );
    let again = Local::new().cache(cache.clone().overwrite(true));
    assert!(matches!(calls(&again, counted(1, "a")).await, (1, Ok(2))));
    assert_eq!(cache.clear().unwrap(), 2);
    assert!(matches!(calls(&local, counted(1, "a")).await, (1, Ok(2))));
    assert_eq!(Cache::at("/nowhere/at/all").clear().unwrap(), 0);
}

#[tokio::test]
async fn what_counts_for_the_key() {
    let _turn = TURN.lock().await;
    let folder = tempfile::tempdir().unwrap();
    let local = Local::new().cache(Cache::at(folder.path()));
    assert_eq!(calls(&local, ignores(0.0, 1)).await.0, 1);
    assert_eq!(calls(&local, ignores(-0.0, 2)).await.0, 0, "one zero, and noise is ignored");
    assert_eq!(calls(&local, ignores(f64::NAN, 1)).await.0, 1);
    assert_eq!(calls(&local, ignores(-f64::NAN, 1)).await.0, 0, "one NaN");
    for round in 0..10 {
        // Every map of this kind has an order of its own.
        let map: HashMap<String, i64> = (0..20).map(|n| (format!("key {n}"), n)).collect();
        assert_eq!(calls(&local, of_a_map(map)).await.0, u32::from(round == 0));
    }
    assert_eq!(calls(&local, hashed(1.1)).await.0, 1);
    assert!(
        matches!(calls(&local, hashed(1.2)).await, (0, Ok(1.1))),
        "the hash stands for the value"
    );
    assert_eq!(calls(&local, hashed(2.2)).await.0, 1);
    assert!(matches!(calls(&local, hashed_to_nothing(1.0)).await, (1, Ok(1.0))));
    let (run, value) = calls(&local, hashed_to_nothing(2.0)).await;
    assert_eq!((run, value.unwrap()), (1, 2.0), "an empty hash is none, and the value counts");
    assert_eq!(calls(&local, hashed_to_nothing(2.0)).await.0, 0);
    assert_eq!(calls(&local, no_outputs()).await.0, 1);
    assert_eq!(calls(&local, no_outputs()).await.0, 1, "without outputs nothing is cached");
    assert_eq!(calls(&local, failing(1)).await.0, 1);
    assert_eq!(calls(&local, failing(1)).await.0, 1, "failures are not cached");
}

#[tokio::test]
async fn a_torn_or_foreign_entry_is_no_entry() {
    let _turn = TURN.lock().await;
    let folder = tempfile::tempdir().unwrap();
    let local = Local::new().cache(Cache::at(folder.path()));
    assert_eq!(calls(&local, counted(7, "")).await.0, 1);
    let entry = entries(folder.path()).pop().unwrap();
    let whole = fs::read(&entry).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for wrong in [&whole[..whole.len() - 1], &whole[..10], b"", b"something else", &flipped[..]] {
        fs::write(&entry, wrong).unwrap();
        assert!(matches!(calls(&local, counted(7, "")).await, (1, Ok(8))));
        assert_eq!(fs::read(&entry).unwrap(), whole, "replaced");
    }
    assert_eq!(calls(&local, counted(8, "")).await.0, 1);
    let other = entries(folder.path()).into_iter().find(|path| *path != entry).unwrap();
    fs::copy(&entry, &other).unwrap();
    assert!(matches!(calls(&local, counted(8, "")).await, (1, Ok(9))), "an entry of another key");
}

#[tokio::test]
async fn a_cache_that_cannot_be_written_is_a_warning() {
    let _turn = TURN.lock().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let witness = Witness::new();
    let local = Local::new().cache(Cache::at(file.join("cache"))).observe(witness.clone());
    assert!(matches!(calls(&local, counted(1, "")).await, (1, Ok(2))));
    assert!(matches!(calls(&local, counted(1, "")).await, (1, Ok(2))));
    assert_eq!(witness.count("can't be written"), 1, "said once: {:?}", witness.lines());
}

static ALONE: AtomicU32 = AtomicU32::new(0);

#[task(cache(version = "1", serialize))]
async fn serialized(x: i64) -> i64 {
    ALONE.fetch_add(1, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(200)).await;
    x
}

#[tokio::test]
async fn with_serialize_one_computes_and_others_wait() {
    let folder = tempfile::tempdir().unwrap();
    let local = Local::new().cache(Cache::at(folder.path()));
    let runs: Vec<_> = (0..8).map(|_| tokio::spawn(local.run(serialized(5)))).collect();
    for run in runs {
        assert_eq!(run.await.unwrap().unwrap(), 5);
    }
    assert_eq!(ALONE.load(Ordering::SeqCst), 1);
}

#[task(cache = "1")]
async fn heavy(x: i64) -> Vec<i64> {
    vec![x; 10_000]
}

#[workflow]
fn heavies(xs: Vec<i64>) -> Vec<Vec<i64>> {
    xs.map(heavy)
}

const SHARED: &str = "FLYTE_TEST_SHARED_CACHE";

/// Started by the test below, in processes of its own.
#[tokio::test]
async fn another_process() {
    let Ok(folder) = std::env::var(SHARED) else { return };
    let local = Local::new().cache(Cache::at(folder));
    for _ in 0..3 {
        let lists = local.run(heavies((0..40).collect::<Vec<_>>())).await.unwrap();
        assert!(lists.iter().enumerate().all(|(n, list)| *list == vec![n as i64; 10_000]));
    }
}

#[tokio::test]
async fn two_processes_share_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "cache::another_process"])
            .env(SHARED, folder.path())
            .output()
    };
    let (a, b, c) = tokio::join!(start(), start(), start());
    for output in [a, b, c] {
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let left = entries(folder.path());
    assert_eq!(left.len(), 40, "one file per key and nothing half done: {left:?}");
    let witness = Witness::new();
    let local = Local::new().cache(Cache::at(folder.path())).observe(witness.clone());
    local.run(heavies((0..40).collect::<Vec<_>>())).await.unwrap();
    assert_eq!(witness.count("heavy cached"), 40);
}
