use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use flyte::Local;
use flyte::engine::Cancel;
use flyte::local::Cache;
use flyte::prelude::*;
use tokio::time::sleep;

use crate::witness::Witness;

static RELEASED: AtomicBool = AtomicBool::new(false);
static HELD: AtomicU32 = AtomicU32::new(0);

/// Computes until it is released.
#[task(cache(version = "1", serialize))]
async fn held(x: i64) -> i64 {
    HELD.fetch_add(1, Ordering::SeqCst);
    while !RELEASED.load(Ordering::SeqCst) {
        sleep(Duration::from_millis(10)).await;
    }
    x
}

static FAILED: AtomicU32 = AtomicU32::new(0);

#[task(retries = 1, cache(version = "1", serialize))]
async fn fails_once(x: i64) -> Result<i64> {
    if FAILED.fetch_add(1, Ordering::SeqCst) == 0 { Err(Error::msg("not yet")) } else { Ok(x) }
}

#[workflow]
fn all_alike(xs: Vec<i64>) -> Vec<i64> {
    xs.map(fails_once)
}

/// Until the condition holds, or half a minute is over.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_waits_for_another_says_so_and_keeps_to_its_timeout() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::at(folder.path());
    let local = Local::new().cache(cache.clone());
    let first = tokio::spawn(local.run(held(1)));
    until("the first computes", || HELD.load(Ordering::SeqCst) == 1).await;

    // Bounded by its timeout.
    let impatient = held(1).with(With::new().timeout(Duration::from_millis(300)));
    let error = local.run(impatient).await.unwrap_err();
    let words = "timed out after 300ms of waiting for another call of this process, which computes the same (`serialize`)";
    assert_eq!(error.message(), words);
    assert_eq!(error.task(), Some("engine.serialize.held"));

    // Cancelled at once.
    let cancel = Cancel::new();
    let waits = tokio::spawn(local.clone().cancel(cancel.clone()).run(held(1)));
    sleep(Duration::from_millis(200)).await;
    cancel.cancel();
    assert!(waits.await.unwrap().is_err());

    // Clearing the cache doesn't take the lock from who holds it.
    cache.clear().unwrap();
    let witness = Witness::new();
    let second = tokio::spawn(local.clone().observe(witness.clone()).run(held(1)));
    until("it is told", || witness.count("warning: ") > 0).await;
    let told = "warning: task `engine.serialize.held` waits for another call of this process, which computes the same \
                (`serialize`): as long as that takes, since the task has no `timeout`";
    witness.saw(told);
    assert_eq!(HELD.load(Ordering::SeqCst), 1, "the second doesn't compute");
    RELEASED.store(true, Ordering::SeqCst);
    assert_eq!(first.await.unwrap().unwrap(), 1);
    assert_eq!(second.await.unwrap().unwrap(), 1);
    assert_eq!(HELD.load(Ordering::SeqCst), 1);
    witness.saw("n0 held cached");
}

#[tokio::test]
async fn who_waits_takes_no_place_from_who_computes() {
    let folder = tempfile::tempdir().unwrap();
    let local = Local::new().cache(Cache::at(folder.path())).parallel(1);
    let run = local.run(all_alike(vec![7; 50]));
    let ended = tokio::time::timeout(Duration::from_secs(60), run).await;
    assert_eq!(ended.expect("the run ends").unwrap(), [7; 50]);
    assert_eq!(FAILED.load(Ordering::SeqCst), 2);
}
