use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use flyte::Local;
use flyte::prelude::*;
use tokio::time::{Instant, sleep};

use crate::witness::Witness;

static DONE: AtomicU32 = AtomicU32::new(0);

#[task]
async fn fail_after(seconds: i64) -> Result<i64> {
    sleep(Duration::from_secs(seconds as u64)).await;
    Err(Error::fatal(format!("failed after {seconds}")))
}

#[task]
async fn slow(seconds: i64) -> i64 {
    sleep(Duration::from_secs(seconds as u64)).await;
    DONE.fetch_add(1, Ordering::SeqCst);
    seconds
}

#[task]
async fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[workflow]
fn at_once() -> i64 {
    let failed = fail_after(1);
    add(failed, slow(100))
}

#[tokio::test(start_paused = true)]
async fn a_failure_stops_the_rest() {
    let (start, witness) = (Instant::now(), Witness::new());
    let error = Local::new().observe(witness.clone()).run(at_once()).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 1);
    assert_eq!(error.message(), "failed after 1");
    assert_eq!(error.task(), Some("engine.failures.fail_after"));
    witness.saw("n0-0-n0 fail_after failed");
    witness.saw("n0-0-n1 slow aborted");
    witness.saw("run failed, aborted false");
}

#[workflow(on_failure = "finish")]
fn in_the_end() -> (i64, i64) {
    let failed = fail_after(1);
    let also = fail_after(2);
    let lost = add(add(failed, 1), also);
    let lost_too = if failed > 3 { add(lost, 1) } else { slow(1) };
    let fine = slow(50);
    (add(lost, lost_too), add(fine, 1))
}

#[tokio::test(start_paused = true)]
async fn what_can_still_run_does() {
    let (start, witness) = (Instant::now(), Witness::new());
    let error = Local::new().observe(witness.clone()).run(in_the_end()).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 50);
    assert_eq!(error.message(), "failed after 1", "the first one");
    witness.saw("n0-0-n2 add skipped");
    witness.saw("n0-0-n3 add skipped");
    witness.saw("n0-0-n4 if skipped");
    witness.saw("n0-0-n5 slow finished");
    witness.saw("n0-0-n7 add finished");
}

#[workflow]
fn late_arm(n: i64) -> i64 {
    let failing = fail_after(5);
    if n > 1 { add(failing, 1) } else { slow(1) }
}

#[workflow]
fn late_arm_that_works(n: i64) -> i64 {
    let late = slow(5);
    if n > 1 { add(late, 1) } else { slow(7) }
}

#[tokio::test(start_paused = true)]
async fn an_arm_waits_for_what_it_uses() {
    assert_eq!(late_arm_that_works(2).await.unwrap(), 6);
    let start = Instant::now();
    assert_eq!(late_arm_that_works(1).await.unwrap(), 7);
    assert_eq!(
        start.elapsed().as_secs(),
        7,
        "the arm taken doesn't wait for what only the other uses"
    );
    assert_eq!(late_arm(2).await.unwrap_err().message(), "failed after 5");
}

#[task]
async fn first(text: String) -> String {
    text
}

#[workflow]
fn out_of_range(xs: Vec<String>) -> String {
    first(xs[3])
}

#[tokio::test]
async fn a_part_that_is_not_there_names_the_input() {
    let error = out_of_range(vec!["a".to_owned()]).await.unwrap_err();
    assert_eq!(error.input_name(), Some("text"));
    assert_eq!(error.task(), Some("engine.failures.first"));
    assert!(error.message().contains("[3]") || error.message().contains('3'), "{error}");
}

#[workflow]
fn key_of(table: HashMap<String, i64>) -> i64 {
    table["k"]
}

#[tokio::test]
async fn an_output_that_cant_be_found_names_the_workflow() {
    let error = key_of(HashMap::<String, i64>::new()).await.expect_err("there is no such key");
    let expected = format!(
        "workflow `{}`: output `o0`: there is no key `k`",
        key_of::definition().spec.full_name()
    );
    assert_eq!(error.to_string(), expected);
}
