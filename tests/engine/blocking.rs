use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use flyte::Local;
use flyte::prelude::*;

use crate::witness::Witness;

/// Blocks the thread of the runtime that it runs on.
#[task]
async fn blocks(milliseconds: i64) -> i64 {
    thread::sleep(Duration::from_millis(milliseconds as u64));
    milliseconds
}

#[task]
async fn sleeps(milliseconds: i64) -> i64 {
    tokio::time::sleep(Duration::from_millis(milliseconds as u64)).await;
    milliseconds
}

static TOLD: AtomicBool = AtomicBool::new(false);

/// Blocks until that is told. Whether it was.
#[task]
async fn blocks_until_told() -> bool {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !TOLD.load(Ordering::SeqCst) && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(5));
    }
    TOLD.load(Ordering::SeqCst)
}

#[workflow]
fn beside(milliseconds: i64) -> (bool, bool, i64) {
    (blocks_until_told(), blocks_until_told(), sleeps(milliseconds))
}

#[tokio::test]
async fn a_task_that_blocks_is_told_once_and_while_it_does() {
    let witness = Witness::new();
    let local = Local::new().observe(witness.clone());
    let (seen, start) = (witness.clone(), Instant::now());
    // The runtime of this test has one thread, which is the one that is blocked.
    let watching = thread::spawn(move || {
        while seen.count("warning: ") == 0 && start.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(10));
        }
        TOLD.store(true, Ordering::SeqCst);
    });
    let ran = local.run(beside(3000)).await.unwrap();
    assert_eq!(ran, (true, true, 3000), "told while it blocks");
    watching.join().unwrap();
    let warnings: Vec<String> =
        witness.lines().into_iter().filter(|line| line.starts_with("warning")).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("`engine.blocking.blocks_until_told`"), "{warnings:?}");
}

static AT_ONCE: AtomicU32 = AtomicU32::new(0);
static MOST: AtomicU32 = AtomicU32::new(0);

/// Waits until forty are under way.
#[task(timeout = "1m")]
fn together(n: i64) -> i64 {
    let deadline = Instant::now() + Duration::from_secs(30);
    MOST.fetch_max(AT_ONCE.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
    while MOST.load(Ordering::SeqCst) < 40 && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(5));
    }
    AT_ONCE.fetch_sub(1, Ordering::SeqCst);
    n
}

#[workflow]
fn all_together(ns: Vec<i64>) -> Vec<i64> {
    ns.map(together)
}

#[tokio::test]
async fn as_many_synchronous_tasks_as_asked_for_run_at_once() {
    let local = Local::new().parallel(40);
    local.run(all_together((0..60).collect::<Vec<_>>())).await.unwrap();
    assert_eq!(MOST.load(Ordering::SeqCst), 40);
}

/// Ends by itself, on the only thread that could look at the clock.
#[task(timeout = "200ms", retries = 1)]
async fn blocks_too_long(milliseconds: i64) -> i64 {
    BEGUN.fetch_add(1, Ordering::SeqCst);
    thread::sleep(Duration::from_millis(milliseconds as u64));
    milliseconds
}

static BEGUN: AtomicU32 = AtomicU32::new(0);

#[task(timeout = "50ms")]
async fn quick(n: i64) -> i64 {
    n
}

#[workflow]
fn behind_one_that_blocks(milliseconds: i64) -> (i64, Vec<i64>) {
    (blocks(milliseconds), vec![quick(1), quick(2)])
}

#[tokio::test]
async fn an_attempt_that_took_too_long_has_timed_out_whoever_noticed() {
    let error = blocks_too_long(500).await.unwrap_err();
    let words = "2 attempts failed, the last: timed out after 200ms";
    assert!(error.message().starts_with(words), "{error}");
    assert_eq!(BEGUN.load(Ordering::SeqCst), 2);
    // Those that another one kept waiting took no time themselves.
    assert_eq!(behind_one_that_blocks(500).await.unwrap(), (500, vec![1, 2]));
}
