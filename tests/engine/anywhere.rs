use std::time::Duration;

use flyte::engine::Cancel;
use flyte::local::Cache;
use flyte::prelude::*;
use flyte::{ErrorKind, Local};
use tokio::time::{sleep, timeout};

#[task]
async fn add(a: i64, b: i64) -> i64 {
    tokio::task::yield_now().await;
    a + b
}

#[task]
fn double(x: i64) -> i64 {
    2 * x
}

#[task]
async fn nothing() {}

#[task]
fn nothing_of(_x: i64) {}

/// One computes, all others wait for it.
#[task(cache(version = "1", serialize), retries = 2)]
async fn shared(x: i64) -> i64 {
    sleep(Duration::from_millis(1)).await;
    x % 3
}

#[task(retries = 1, timeout = "30s")]
fn fails_when(x: i64, at: i64) -> Result<i64> {
    if x == at { Err(Error::msg("as asked")) } else { Ok(x) }
}

#[workflow]
fn inner(x: i64) -> i64 {
    let before = nothing();
    let logged = nothing_of(x).after(before);
    let y = if x > 2 { double(x) } else { add(x, shared(x)) };
    y.after(logged)
}

#[workflow(on_failure = "finish")]
fn outer(xs: Vec<i64>, at: i64) -> (i64, Vec<i64>, Vec<Option<i64>>, Vec<()>) {
    let ys = xs.map(|x| add(double(x), shared(x)));
    let some = ys.map(|y| fails_when(y, at)).min_success_ratio(0.5);
    let last = if ys[0] == 0 { inner(ys[1]) } else { inner(ys[2]).after(nothing()) };
    (last, ys, some, xs.map(nothing_of).after(some))
}

fn numbers() -> Vec<i64> {
    (0..12).collect()
}

/// A run that is cancelled ends, wherever it is, and leaves nothing behind that holds up the next one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_can_be_cancelled_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut cancelled = 0;
    for round in 0..120_u64 {
        let cache = Cache::at(folder.path().join((round / 4).to_string()));
        let cancel = Cancel::new();
        let local = Local::new().cache(cache.clone()).parallel(1 + round as usize % 4);
        let first = tokio::spawn(local.clone().cancel(cancel.clone()).run(outer(numbers(), 9)));
        let second = tokio::spawn(local.run(outer(numbers(), 9)));
        sleep(Duration::from_micros(round * 150)).await;
        cancel.cancel();
        let first = timeout(Duration::from_secs(60), first).await.expect("it ends").unwrap();
        cancelled += usize::from(first.is_err());
        let second = timeout(Duration::from_secs(60), second).await.expect("it ends").unwrap();
        let (last, ys, some, done) = second.unwrap();
        assert_eq!((last, ys[11], done.len()), (6, 24, 12));
        assert_eq!(some.iter().filter(|y| y.is_none()).count(), 1, "{some:?}");
    }
    assert!(cancelled > 10, "{cancelled}");
}

/// Dropping a run's future is the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_can_be_dropped_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..120_u64 {
        let cache = Cache::at(folder.path().join((round / 4).to_string()));
        let local = Local::new().cache(cache).run_dir(folder.path().join("runs"));
        let _ = timeout(Duration::from_micros(round * 200), local.run(outer(numbers(), 4))).await;
    }
    let cache = Cache::at(folder.path().join("29"));
    let run = Local::new().cache(cache).run(outer(numbers(), -1));
    let (.., some, _) = timeout(Duration::from_secs(60), run).await.expect("it ends").unwrap();
    assert!(some.iter().all(Option::is_some), "{some:?}");
}

#[workflow]
fn too_many_fail(xs: Vec<i64>) -> Vec<Option<i64>> {
    xs.map(|x| fails_when(x, 7)).min_success_ratio(0.9)
}

#[tokio::test]
async fn a_map_that_fails_while_others_wait_ends() {
    let error = Local::new().parallel(2).run(too_many_fail(vec![7; 40])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::User);
    assert!(error.message().contains("as asked"), "{error}");
}
