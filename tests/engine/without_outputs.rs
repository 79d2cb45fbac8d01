use std::sync::Mutex;

use flyte::Local;
use flyte::prelude::*;

use crate::witness::Witness;

/// Every call of a task without outputs, as `name argument`.
static CALLS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn note(name: &str, argument: impl std::fmt::Display) {
    CALLS.lock().unwrap().push(format!("{name} {argument}"));
}

/// The arguments that a task was called with, in order of their size.
fn calls_of(name: &str) -> Vec<i64> {
    let calls = CALLS.lock().unwrap();
    let of = calls.iter().filter_map(|call| call.strip_prefix(name)?.trim().parse().ok());
    let mut arguments: Vec<i64> = of.collect();
    arguments.sort_unstable();
    arguments
}

#[task]
async fn log(x: i64) {
    note("log", x);
}

#[task]
fn log_on_a_thread(x: i64) {
    note("log_on_a_thread", x);
}

#[task]
async fn checked(x: i64) -> Result<()> {
    note("checked", x);
    if x < 0 { Err(Error::fatal("negative")) } else { Ok(()) }
}

#[task]
async fn with_base(x: i64, base: i64) {
    note("with_base", x + base);
}

#[task]
async fn twice(x: i64) -> i64 {
    2 * x
}

#[workflow]
fn plain(xs: Vec<i64>) -> Vec<()> {
    xs.map(log)
}

#[workflow]
fn on_threads(xs: Vec<i64>) -> Vec<()> {
    xs.map(log_on_a_thread).concurrency(2)
}

#[workflow]
fn unused(xs: Vec<i64>, x: i64) -> i64 {
    xs.map(|x| with_base(x, 1000));
    twice(x)
}

#[workflow]
fn ordered(xs: Vec<i64>, x: i64) -> i64 {
    let before = twice(x);
    let logged = xs.map(|x| with_base(x, before)).after(before);
    twice(before).after(logged)
}

#[workflow]
fn chained(xs: Vec<i64>) -> Vec<()> {
    xs.map(|x| checked(twice(x)))
}

#[workflow]
fn some_may_fail(xs: Vec<i64>) -> Vec<Option<()>> {
    xs.map(checked).min_success_ratio(0.5)
}

#[workflow]
fn all_must_succeed(xs: Vec<i64>) -> Vec<()> {
    xs.map(checked)
}

#[tokio::test]
async fn a_map_over_a_task_without_outputs_succeeds() {
    assert_eq!(plain(vec![1, 2, 3]).await.unwrap(), [(); 3]);
    assert_eq!(calls_of("log"), [1, 2, 3]);
    assert_eq!(plain(Vec::<i64>::new()).await.unwrap(), [(); 0]);
    assert_eq!(on_threads(vec![1, 2, 3, 4, 5]).await.unwrap(), [(); 5]);
    assert_eq!(calls_of("log_on_a_thread"), [1, 2, 3, 4, 5]);
    assert_eq!(unused(vec![1, 2], 4).await.unwrap(), 8);
    assert_eq!(ordered(vec![5], 4).await.unwrap(), 16);
    assert_eq!(calls_of("with_base"), [13, 1001, 1002]);
    assert_eq!(chained(vec![50, 60]).await.unwrap(), [(); 2]);
}

#[tokio::test]
async fn a_map_without_outputs_and_with_a_ratio_says_which_elements_succeeded() {
    let done = some_may_fail(vec![-1, 7, 8]).await.unwrap();
    assert_eq!(done, [None, Some(()), Some(())]);
    let error = some_may_fail(vec![-1, -2, 8]).await.unwrap_err();
    assert!(error.message().ends_with("negative"), "{error}");
    let error = all_must_succeed(vec![4, -4]).await.unwrap_err();
    assert_eq!(error.message(), "[1]: negative");
}

#[workflow]
fn in_an_arm(xs: Vec<i64>, n: i64) -> Vec<()> {
    if n > 0 { xs.map(log) } else { xs.map(log_on_a_thread) }
}

#[workflow]
fn arms_without_outputs(n: i64) {
    if n > 300 { log(n) } else { log_on_a_thread(n) }
}

#[workflow]
fn inner(n: i64) {
    log(n);
}

#[workflow]
fn listed(n: i64) -> Vec<()> {
    let chosen = if n > 300 { checked(n) } else { log(n) };
    vec![inner(n), chosen, log_on_a_thread(n), arms_without_outputs(n)]
}

#[workflow]
fn keyed(n: i64) -> HashMap<String, ()> {
    HashMap::from([("a".to_owned(), inner(n)), ("b".to_owned(), log(n))])
}

#[workflow]
fn paired(n: i64) -> ((), i64) {
    (log(n), twice(n))
}

#[tokio::test]
async fn what_gives_nothing_may_be_given_on() {
    assert_eq!(in_an_arm(vec![100], 1).await.unwrap(), [()]);
    assert_eq!(in_an_arm(vec![100], 0).await.unwrap(), [()]);
    for n in [200, 400] {
        assert_eq!(listed(n).await.unwrap(), [(); 4]);
        assert_eq!(keyed(n).await.unwrap().len(), 2);
        assert_eq!(paired(n).await.unwrap(), ((), 2 * n));
    }
    inner(500).await.unwrap();
    arms_without_outputs(500).await.unwrap();
}

#[tokio::test]
async fn a_map_without_outputs_leaves_a_run_folder() {
    let folder = tempfile::tempdir().unwrap();
    let witness = Witness::new();
    let local = Local::new().observe(witness.clone()).run_dir(folder.path());
    assert_eq!(local.run(plain(vec![600, 601])).await.unwrap().len(), 2);
    witness.saw("n0-0-n0 map finished");
    assert_eq!(witness.count("log finished"), 2);
}
