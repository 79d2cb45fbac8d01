use std::error::Error as StdError;
use std::fmt;
use std::panic::panic_any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use flyte::custom::Via;
use flyte::engine::{Event, Observer};
use flyte::local::Cache;
use flyte::prelude::*;
use flyte::{ErrorKind, Local};

/// Panics when it is dropped.
#[derive(Debug)]
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

/// An error that panics in one way or another.
#[derive(Debug)]
enum Nasty {
    Display,
    Cause(Box<Nasty>),
    Drop(Bomb),
    Long,
}

impl fmt::Display for Nasty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Nasty::Display => panic!("no words for it"),
            Nasty::Cause(_) => f.write_str("a cause behind it"),
            Nasty::Drop(_) => f.write_str("fragile"),
            Nasty::Long => (0..2_000_000).try_for_each(|n| write!(f, "{n:9} ")),
        }
    }
}

impl StdError for Nasty {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Nasty::Cause(cause) => Some(&**cause),
            _ => None,
        }
    }
}

fn nasty(how: &str) -> Result<i64, Nasty> {
    Err(match how {
        "display" => Nasty::Display,
        "cause" => Nasty::Cause(Box::new(Nasty::Display)),
        "drop" => Nasty::Drop(Bomb),
        _ => Nasty::Long,
    })
}

#[task(retries = 1)]
async fn fails(how: String) -> Result<i64, Nasty> {
    nasty(&how)
}

#[task(retries = 1)]
fn fails_on_a_thread(how: String) -> Result<i64, Nasty> {
    nasty(&how)
}

#[workflow]
fn some_fail(hows: Vec<String>) -> Vec<Option<i64>> {
    hows.map(fails).min_success_ratio(0.0)
}

#[tokio::test]
async fn what_an_error_does_is_its_tasks_failure() {
    for how in ["display", "cause", "drop", "long"] {
        for run in [fails(how), fails_on_a_thread(how)] {
            let folder = tempfile::tempdir().unwrap();
            let error = Local::new().run_dir(folder.path()).run(run).await.unwrap_err();
            assert!(error.task().is_some_and(|task| task.contains("unguarded.fails")), "{error}");
            assert_eq!(error.kind(), ErrorKind::User);
            let text = format!("{error:?}");
            let wanted = match how {
                "display" | "cause" => "no words for it",
                "drop" => "2 attempts failed, the last: fragile",
                _ => "bytes left out",
            };
            assert!(text.contains(wanted), "{how}: {text}");
            assert!(text.len() < 40_000, "{how}: {}", text.len());
        }
    }
    let none = some_fail(vec!["drop".to_owned(), "display".to_owned()]).await.unwrap();
    assert_eq!(none, [None, None]);
}

#[task]
async fn throws(thread: bool) -> i64 {
    if thread { panic!("a wrong turn") } else { panic_any(Bomb) }
}

#[task]
fn throws_on_a_thread() -> i64 {
    panic_any(Bomb)
}

#[task(timeout = "50ms")]
async fn hangs() -> i64 {
    let _bomb = Bomb;
    std::future::pending().await
}

#[task]
fn fine(x: i64) -> i64 {
    x
}

#[tokio::test]
async fn what_a_panic_carries_is_dropped_with_care() {
    for run in [throws(false), throws_on_a_thread()] {
        let error = run.await.unwrap_err();
        assert!(error.message().contains("panicked at"), "{error}");
        assert!(error.message().ends_with("no words given"), "{error}");
        assert!(!error.is_recoverable());
    }
    assert!(hangs().await.unwrap_err().message().contains("timed out after 50ms"));
    assert_eq!(fine(3).await.unwrap(), 3);
}

/// A value that panics where it is told to.
#[derive(Debug, Clone, FlyteType)]
#[flyte(via)]
struct Fuse(String);

impl Via for Fuse {
    type Repr = String;

    fn to_repr(&self) -> Result<String> {
        assert_ne!(self.0, "encode", "can't be written");
        Ok(self.0.clone())
    }

    fn from_repr(text: String) -> Result<Self> {
        assert_ne!(text, "decode", "can't be read");
        Ok(Fuse(text))
    }
}

impl Drop for Fuse {
    fn drop(&mut self) {
        assert!(self.0 != "drop" || std::thread::panicking(), "can't be dropped");
    }
}

#[task]
async fn takes(fuse: Fuse) -> i64 {
    fuse.0.len() as i64
}

#[task]
fn takes_on_a_thread(fuse: Fuse) -> i64 {
    fuse.0.len() as i64
}

#[task]
async fn gives(how: String) -> Fuse {
    Fuse(how)
}

#[task]
fn gives_on_a_thread(how: String) -> Fuse {
    Fuse(how)
}

#[workflow]
fn passed_on(how: String) -> (i64, i64) {
    (takes(gives(how)), takes_on_a_thread(gives_on_a_thread(how)))
}

#[tokio::test]
async fn conversions_and_drops_of_values_are_their_tasks_failure() {
    for (how, wanted) in
        [("encode", "can't be written"), ("decode", "can't be read"), ("drop", "can't be dropped")]
    {
        let error = passed_on(how).await.unwrap_err();
        assert!(error.task().is_some(), "{error}");
        assert!(error.message().contains(wanted), "{error}");
    }
    assert_eq!(passed_on("fine").await.unwrap(), (4, 4));
    // Read by whoever awaits it.
    let error = gives("decode").await.unwrap_err();
    assert!(error.message().contains("can't be read"), "{error}");
}

fn hash(x: &i64) -> String {
    assert!(*x > 0, "no hash of {x}");
    x.to_string()
}

#[task(cache = "1")]
async fn hashed(#[flyte(hash = hash)] x: i64) -> i64 {
    x
}

#[tokio::test]
async fn a_hash_that_panics_is_its_tasks_failure() {
    let folder = tempfile::tempdir().unwrap();
    let local = Local::new().cache(Cache::at(folder.path()));
    assert_eq!(local.run(hashed(4)).await.unwrap(), 4);
    let error = local.run(hashed(-4)).await.unwrap_err();
    assert_eq!(error.task(), Some("engine.unguarded.hashed"));
    assert!(error.message().ends_with("no hash of -4"), "{error}");
}

fn no_default() -> i64 {
    panic!("no default today")
}

#[task]
async fn defaulted(#[default(no_default())] x: i64) -> i64 {
    x
}

#[workflow]
fn inside() -> i64 {
    defaulted(flyte::default())
}

#[workflow]
fn of_a_workflow(#[default(no_default())] x: i64) -> i64 {
    x
}

#[tokio::test]
async fn a_default_that_panics_is_an_error() {
    for run in [defaulted(flyte::default()), inside(), of_a_workflow(1)] {
        let error = run.await.unwrap_err();
        assert!(error.message().contains("no default today"), "{error}");
    }
}

/// Panics at every event.
struct Screams(AtomicU32);

impl Observer for Screams {
    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::SeqCst);
        panic!("an event");
    }
}

#[tokio::test]
async fn an_observer_that_panics_doesnt_end_the_run() {
    let screams = Arc::new(Screams(AtomicU32::new(0)));
    assert_eq!(Local::new().observe(screams.clone()).run(fine(3)).await.unwrap(), 3);
    assert!(screams.0.load(Ordering::SeqCst) > 2);
}
