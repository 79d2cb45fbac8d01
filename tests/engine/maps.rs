use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use flyte::Local;
use flyte::prelude::*;
use tokio::time::{Instant, sleep};

use crate::witness::Witness;

static OPEN: AtomicI64 = AtomicI64::new(0);
static MOST: AtomicI64 = AtomicI64::new(0);

#[task]
async fn square(x: i64) -> i64 {
    x * x
}

#[task]
async fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[task]
async fn slowly(x: i64) -> i64 {
    MOST.fetch_max(OPEN.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
    sleep(Duration::from_secs(10 - x as u64)).await;
    OPEN.fetch_sub(1, Ordering::SeqCst);
    x
}

#[task]
async fn even(x: i64) -> Result<i64> {
    if x % 2 == 0 { Ok(x) } else { Err(Error::fatal("odd")) }
}

#[workflow]
fn squares(xs: Vec<i64>, b: i64) -> Vec<i64> {
    let base = add(b, 1);
    xs.map(square).map(|x| add(x, base))
}

#[workflow]
fn chained(xs: Vec<i64>, b: i64) -> Vec<i64> {
    xs.map(|x| square(add(x, b)))
}

#[workflow]
fn limited(xs: Vec<i64>) -> Vec<i64> {
    xs.map(slowly).concurrency(2)
}

#[workflow]
fn half(xs: Vec<i64>) -> Vec<Option<i64>> {
    xs.map(even).min_success_ratio(0.5)
}

#[workflow]
fn all(xs: Vec<i64>) -> Vec<i64> {
    xs.map(even)
}

#[tokio::test]
async fn results_keep_their_order() {
    assert_eq!(squares(vec![1, 2, 3], 10).await.unwrap(), [12, 15, 20]);
    assert_eq!(chained(vec![1, 2, 3], 10).await.unwrap(), [121, 144, 169]);
    assert_eq!(squares(Vec::<i64>::new(), 1).await.unwrap(), [0_i64; 0]);
}

#[tokio::test(start_paused = true)]
async fn no_more_elements_at_once_than_said() {
    let start = Instant::now();
    assert_eq!(limited(vec![0, 1, 2, 3]).await.unwrap(), [0, 1, 2, 3]);
    assert_eq!(MOST.load(Ordering::SeqCst), 2);
    assert_eq!(start.elapsed().as_secs(), 10 + 7);
}

#[tokio::test]
async fn failed_elements_give_none() {
    assert_eq!(half(vec![1, 2, 4]).await.unwrap(), [None, Some(2), Some(4)]);
    let error = half(vec![1, 2, 3]).await.unwrap_err();
    assert_eq!(error.task(), Some("engine.maps.even"));
    assert!(error.message().starts_with("[0") && error.message().ends_with("]: odd"), "{error}");
}

#[tokio::test]
async fn equal_messages_are_merged() {
    let error = all(vec![1, 3, 5, 2, 7]).await.unwrap_err();
    assert_eq!(error.message(), "[0-2,4]: odd");
}

#[tokio::test]
async fn elements_are_told_apart() {
    let witness = Witness::new();
    let local = Local::new().observe(witness.clone());
    local.run(chained(vec![5, 6], 1)).await.unwrap();
    witness.saw("n0-0-n0-n1-n0 add finished");
    witness.saw("n0-0-n0-n1-n1 square finished");
    local.run(squares(vec![5], 1)).await.unwrap();
    witness.saw("n0-0-n1-n0 square finished");
}
