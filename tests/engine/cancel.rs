use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use flyte::Local;
use flyte::engine::Cancel;
use flyte::prelude::*;
use tokio::time::{Instant, sleep};

use crate::witness::Witness;

static DROPPED: AtomicU32 = AtomicU32::new(0);

struct Dropped;

impl Drop for Dropped {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

#[task]
async fn never(n: i64) -> i64 {
    let _dropped = Dropped;
    sleep(Duration::from_secs(1_000_000)).await;
    n
}

#[workflow]
fn forever() -> i64 {
    never(never(1))
}

#[tokio::test(start_paused = true)]
async fn a_run_is_called_off() {
    let (cancel, witness, start) = (Cancel::new(), Witness::new(), Instant::now());
    let local = Local::new().cancel(cancel.clone()).observe(witness.clone());
    let run = tokio::spawn(local.run(forever()));
    sleep(Duration::from_secs(3)).await;
    cancel.cancel();
    let error = run.await.unwrap().unwrap_err();
    assert_eq!(error.message(), "the run was called off");
    assert_eq!(start.elapsed().as_secs(), 3);
    witness.saw("n0-0-n0 never aborted");
    witness.saw("run failed, aborted true");
    let error = Local::new().cancel(cancel).run(forever()).await.unwrap_err();
    assert_eq!(error.message(), "the run was called off", "once called off stays called off");
    sleep(Duration::from_secs(1)).await;
    assert!(DROPPED.load(Ordering::SeqCst) >= 1, "asynchronous tasks are dropped");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_nobody_waits_for_ends() {
    static DROPPED: AtomicU32 = AtomicU32::new(0);
    struct Here;
    impl Drop for Here {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Ordering::SeqCst);
        }
    }
    #[task]
    async fn waits() {
        let _here = Here;
        sleep(Duration::from_secs(1_000_000)).await;
    }
    let run = tokio::time::timeout(Duration::from_secs(1), waits().into_future());
    assert!(run.await.is_err());
    sleep(Duration::from_secs(1)).await;
    assert_eq!(DROPPED.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_folder_of_a_run_that_was_called_off_says_so() {
    let base = tempfile::tempdir().unwrap();
    let cancel = Cancel::new();
    let run = tokio::spawn(Local::new().cancel(cancel.clone()).run_dir(base.path()).run(never(1)));
    let about = loop {
        let run = std::fs::read_dir(base.path()).unwrap().next();
        match run.map(|run| run.unwrap().path()).filter(|run| run.join("n0").exists()) {
            Some(run) => break run.join("run.json"),
            None => sleep(Duration::from_millis(5)).await,
        }
    };
    assert!(std::fs::read_to_string(&about).unwrap().contains(r#""state": "running""#));
    cancel.cancel();
    run.await.unwrap().unwrap_err();
    assert!(std::fs::read_to_string(&about).unwrap().contains(r#""state": "aborted""#));
}
