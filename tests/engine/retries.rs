use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use flyte::Local;
use flyte::prelude::*;
use tokio::time::{Instant, sleep};

use crate::witness::Witness;

static FLAKY: AtomicU32 = AtomicU32::new(0);

#[task(retries = 3)]
async fn flaky(fails: i64) -> Result<i64> {
    let attempt = i64::from(FLAKY.fetch_add(1, Ordering::SeqCst));
    if attempt < fails { Err(Error::msg("not yet")) } else { Ok(attempt) }
}

#[tokio::test(start_paused = true)]
async fn a_recoverable_failure_is_tried_again_later_and_later() {
    let (start, witness) = (Instant::now(), Witness::new());
    assert_eq!(Local::new().observe(witness.clone()).run(flaky(3)).await.unwrap(), 3);
    assert_eq!(start.elapsed().as_millis(), 100 + 200 + 400);
    witness.saw("n0 flaky retried 0 in 100ms");
    witness.saw("n0 flaky retried 2 in 400ms");
    witness.saw("n0 flaky started 3");
}

static HOPELESS: AtomicU32 = AtomicU32::new(0);

#[task(retries = 2)]
async fn hopeless() -> Result<()> {
    HOPELESS.fetch_add(1, Ordering::SeqCst);
    Err(Error::msg("still not"))
}

#[tokio::test(start_paused = true)]
async fn retries_end() {
    let error = hopeless().await.unwrap_err();
    assert_eq!(HOPELESS.load(Ordering::SeqCst), 3);
    assert_eq!(error.message(), "3 attempts failed, the last: still not");
}

static FATAL: AtomicU32 = AtomicU32::new(0);

#[task(retries = 5)]
async fn fatal() -> Result<()> {
    FATAL.fetch_add(1, Ordering::SeqCst);
    Err(Error::fatal("no use"))
}

#[tokio::test(start_paused = true)]
async fn what_is_not_recoverable_is_not_tried_again() {
    assert_eq!(fatal().await.unwrap_err().message(), "no use");
    assert_eq!(FATAL.load(Ordering::SeqCst), 1);
}

static WRAPPED: AtomicU32 = AtomicU32::new(0);

fn wrapped_in(how: &str) -> anyhow::Result<()> {
    WRAPPED.fetch_add(1, Ordering::SeqCst);
    let fatal: Result<()> = Err(Error::fatal("no use"));
    match how {
        "nothing" => Ok(fatal?),
        "words" => fatal.map_err(|error| anyhow::Error::from(error).context("on the way")),
        _ => Err(Cause(Error::fatal("no use")).into()),
    }
}

#[derive(Debug)]
struct Cause(Error);

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an error of one's own")
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

#[task(retries = 5)]
async fn wrapped(how: String) -> anyhow::Result<()> {
    wrapped_in(&how)
}

#[tokio::test(start_paused = true)]
async fn a_fatal_error_is_fatal_in_other_errors_too() {
    let cases =
        [("nothing", "no use"), ("words", "on the way"), ("cause", "an error of one's own")];
    for (tries, (how, words)) in (1..).zip(cases) {
        assert_eq!(wrapped(how).await.unwrap_err().message(), words);
        assert_eq!(WRAPPED.load(Ordering::SeqCst), tries, "{how}");
    }
}

static SYSTEM: AtomicU32 = AtomicU32::new(0);

#[task]
async fn system() -> Result<()> {
    SYSTEM.fetch_add(1, Ordering::SeqCst);
    Err(Error::system("no disk"))
}

#[tokio::test(start_paused = true)]
async fn failures_of_the_system_have_three_retries_of_their_own() {
    let error = system().await.unwrap_err();
    assert_eq!(error.kind(), flyte::ErrorKind::System);
    assert_eq!(SYSTEM.load(Ordering::SeqCst), 4);
}

#[workflow]
fn more_retries() -> i64 {
    overridden().with(With::new().retries(1))
}

static OVERRIDDEN: AtomicU32 = AtomicU32::new(0);

#[task]
async fn overridden() -> Result<i64> {
    match OVERRIDDEN.fetch_add(1, Ordering::SeqCst) {
        0 => Err(Error::msg("once")),
        n => Ok(i64::from(n)),
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_may_have_its_own_retries() {
    assert_eq!(more_retries().await.unwrap(), 1);
}

struct Dropped;

static STOPPED: AtomicU32 = AtomicU32::new(0);

impl Drop for Dropped {
    fn drop(&mut self) {
        STOPPED.fetch_add(1, Ordering::SeqCst);
    }
}

#[task(timeout = "10s", retries = 1)]
async fn never() -> i64 {
    let _dropped = Dropped;
    sleep(Duration::from_secs(1_000_000)).await;
    1
}

#[tokio::test(start_paused = true)]
async fn a_timeout_stops_an_attempt_and_counts_as_a_failure() {
    let start = Instant::now();
    let error = never().await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 20);
    assert_eq!(error.kind(), flyte::ErrorKind::User);
    let words = "2 attempts failed, the last: timed out after 10s: raise its `timeout`, or give it less to do";
    assert_eq!(error.message(), words);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(STOPPED.load(Ordering::SeqCst), 2, "the bodies were dropped");
}

#[task(timeout = "50ms")]
fn stuck() -> i64 {
    loop {
        std::thread::park();
    }
}

#[task]
fn quick(n: i64) -> i64 {
    n
}

#[tokio::test]
async fn a_synchronous_task_is_left_behind_and_its_place_is_free() {
    let start = std::time::Instant::now();
    for _ in 0..3 {
        let all: Vec<_> = (0..10).map(|_| tokio::spawn(stuck().into_future())).collect();
        for one in all {
            assert!(one.await.unwrap().unwrap_err().message().contains("timed out after 50ms"));
        }
    }
    assert_eq!(quick(3).await.unwrap(), 3);
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[task(retries = 3)]
async fn panics(n: i64) -> i64 {
    assert!(n > 5, "{n} is not enough");
    n
}

#[task]
fn panics_on_a_thread() -> i64 {
    let none: Vec<i64> = Vec::new();
    *none.first().expect("there is something")
}

#[tokio::test]
async fn a_panic_is_the_tasks_failure() {
    let error = panics(3).await.unwrap_err();
    let text = error.to_string();
    let start = "task `engine.retries.panics`: panicked at ";
    assert!(text.starts_with(start) && text.ends_with(": 3 is not enough"), "{text}");
    assert!(text.contains("retries.rs:"), "{text}");
    assert!(!error.is_recoverable());
    let text = panics_on_a_thread().await.unwrap_err().to_string();
    assert!(text.ends_with("there is something"), "{text}");
    assert_eq!(quick(1).await.unwrap(), 1, "its thread lives on");
}
