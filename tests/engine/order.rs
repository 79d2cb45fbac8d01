use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flyte::Local;
use flyte::prelude::*;
use tokio::time::{Instant, sleep};

use crate::witness::Witness;

#[task]
async fn wait(seconds: i64) -> i64 {
    sleep(Duration::from_secs(seconds as u64)).await;
    seconds
}

#[task]
async fn total(parts: Vec<i64>) -> i64 {
    parts.iter().sum()
}

#[workflow]
fn together(a: i64, b: i64) -> i64 {
    total(vec![wait(a), wait(b), wait(3)])
}

#[tokio::test(start_paused = true)]
async fn what_does_not_depend_runs_at_once() {
    let start = Instant::now();
    assert_eq!(together(5, 4).await.unwrap(), 12);
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn no_more_than_allowed_at_once() {
    let start = Instant::now();
    assert_eq!(Local::new().parallel(1).run(together(5, 4)).await.unwrap(), 12);
    assert_eq!(start.elapsed().as_secs(), 12);
}

static LOG: Mutex<Vec<i64>> = Mutex::new(Vec::new());

#[task]
async fn log(n: i64, after: i64) -> i64 {
    sleep(Duration::from_secs(after as u64)).await;
    LOG.lock().unwrap().push(n);
    n
}

#[workflow]
fn ordered() -> i64 {
    let slow = log(1, 10);
    log(2, 0).after(slow)
}

#[tokio::test(start_paused = true)]
async fn order_without_data() {
    assert_eq!(ordered().await.unwrap(), 2);
    assert_eq!(*LOG.lock().unwrap(), [1, 2]);
}

static BUSY: AtomicUsize = AtomicUsize::new(0);
static BUSIEST: AtomicUsize = AtomicUsize::new(0);

fn at_once() -> usize {
    std::thread::available_parallelism().unwrap().get().max(8)
}

/// Waits until as many are under way as may be, and a little longer for one too many.
#[task]
fn block(n: i64) -> i64 {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    BUSIEST.fetch_max(BUSY.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
    while BUSIEST.load(Ordering::SeqCst) < at_once() && std::time::Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(20));
    BUSY.fetch_sub(1, Ordering::SeqCst);
    n
}

#[workflow]
fn blocking(n: Vec<i64>) -> i64 {
    total(n.map(block))
}

#[tokio::test]
async fn at_least_eight_synchronous_tasks_at_once() {
    let n = 4 * at_once() as i64;
    assert_eq!(blocking((0..n).collect::<Vec<_>>()).await.unwrap(), n * (n - 1) / 2);
    assert_eq!(BUSIEST.load(Ordering::SeqCst), at_once());
}

#[workflow]
fn inner(a: i64) -> i64 {
    wait(wait(a))
}

#[workflow]
fn outer(a: i64) -> i64 {
    if a > 1 { inner(a) } else { wait(0) }
}

#[tokio::test(start_paused = true)]
async fn nodes_are_named_as_on_the_platform() {
    let witness = Witness::new();
    assert_eq!(Local::new().observe(witness.clone()).run(outer(2)).await.unwrap(), 2);
    witness.saw("n0 outer ready");
    witness.saw("n0-0-n0 if ready");
    witness.saw("n0-0-n0-n0-0-n0 wait started 0");
    witness.saw("n0-0-n0-n0-0-n1 wait finished");
    witness.saw("n0-0-n0 if finished");
    witness.saw("run finished");
    assert_eq!(witness.count("n0-0-n0-n1"), 0, "the other arm doesn't run");
}

#[task]
async fn note(n: i64, log: Option<i64>) -> i64 {
    let _ = log;
    NOTES.lock().unwrap().push(n);
    n
}

static NOTES: Mutex<Vec<i64>> = Mutex::new(Vec::new());

#[task]
async fn note_late(n: i64) -> i64 {
    sleep(Duration::from_secs(10)).await;
    NOTES.lock().unwrap().push(n);
    n
}

/// One arm uses what the whole `if` comes after, the other doesn't.
#[workflow]
fn after_what_one_arm_uses(x: i64) -> i64 {
    let late = note_late(x);
    let chosen = if x > 10 { note(late, 1) } else { note(2, None::<i64>) };
    chosen.after(late)
}

#[workflow]
fn after_what_an_inner_arm_uses(x: i64) -> i64 {
    let late = note_late(x);
    let chosen = if x > 100 {
        note(1, None::<i64>)
    } else if x > 10 {
        note(late, 1)
    } else {
        let second = note(2, None::<i64>);
        note(3, second)
    };
    chosen.after(late)
}

#[tokio::test(start_paused = true)]
async fn an_if_comes_after_what_only_the_other_arm_uses() {
    let run = async |promise: Promise<i64>| {
        NOTES.lock().unwrap().clear();
        promise.await.unwrap();
        std::mem::take(&mut *NOTES.lock().unwrap())
    };
    assert_eq!(run(after_what_one_arm_uses(1)).await, [1, 2]);
    assert_eq!(run(after_what_one_arm_uses(11)).await, [11, 11]);
    assert_eq!(run(after_what_an_inner_arm_uses(1)).await, [1, 2, 3]);
    assert_eq!(run(after_what_an_inner_arm_uses(101)).await, [101, 1]);
}
