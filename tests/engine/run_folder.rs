use std::fs;
use std::path::Path;

use flyte::Local;
use flyte::prelude::*;
use flyte::types::idl::core::{ErrorDocument, LiteralMap};
use prost::Message;

#[task]
async fn inc(x: i64) -> i64 {
    x + 1
}

#[task(retries = 1)]
async fn fails(x: i64) -> Result<i64> {
    Err(Error::msg(format!("not {x}")))
}

#[workflow]
fn fine(xs: Vec<i64>, n: i64) -> Vec<i64> {
    let m = if n > 1 { inc(n) } else { inc(0) };
    let ys = xs.map(inc);
    inc(m);
    ys
}

#[workflow]
fn failing(n: i64) -> i64 {
    fails(inc(n))
}

fn map(path: &Path) -> Vec<String> {
    let map = LiteralMap::decode(&fs::read(path).unwrap()[..]).unwrap();
    map.literals.into_keys().collect()
}

fn runs(base: &Path) -> Vec<std::path::PathBuf> {
    let mut runs: Vec<_> = fs::read_dir(base).unwrap().map(|entry| entry.unwrap().path()).collect();
    runs.sort();
    runs
}

fn about(run: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(run.join("run.json")).unwrap()).unwrap()
}

#[tokio::test]
async fn what_nodes_were_given_and_gave() {
    let base = tempfile::tempdir().unwrap();
    let base = base.path().join("a/b");
    let ran = Local::new().run_dir(&base).run(fine(vec![1, 2], 5)).await.unwrap();
    assert_eq!(ran, [2, 3]);
    let run = &runs(&base)[0];
    assert_eq!(about(run)["state"], "succeeded");
    assert_eq!(map(&run.join("outputs.pb")), ["o0"]);
    assert!(map(&run.join("inputs.pb")).is_empty());
    assert_eq!(map(&run.join("n0/data/inputs.pb")), ["n", "xs"]);
    assert_eq!(map(&run.join("n0-0-n0-n0/data/inputs.pb")), ["x"]);
    assert_eq!(map(&run.join("n0-0-n0-n0/data/0/outputs.pb")), ["o0"]);
    assert!(!run.join("n0-0-n0-n1").exists());
    assert_eq!(map(&run.join("n0-0-n1/data/inputs.pb")), ["x"]);
    assert_eq!(map(&run.join("n0-0-n1/data/0/1/0/outputs.pb")), ["o0"]);
    assert_eq!(map(&run.join("n0-0-n1/data/0/outputs.pb")), ["o0"]);
    assert_eq!(map(&run.join("n0-0-n2/data/0/outputs.pb")), ["o0"]);
}

#[tokio::test(start_paused = true)]
async fn why_a_node_failed() {
    let base = tempfile::tempdir().unwrap();
    let failed = Local::new().run_dir(base.path()).run(failing(1)).await.unwrap_err();
    let run = &runs(base.path())[0];
    assert_eq!(about(run)["state"], "failed");
    assert_eq!(about(run)["error"], failed.to_string());
    for attempt in ["0", "1"] {
        let bytes = fs::read(run.join("n0-0-n1/data").join(attempt).join("error.pb")).unwrap();
        let error = ErrorDocument::decode(&bytes[..]).unwrap().error.unwrap();
        assert!(error.message.ends_with("not 2"), "{error:?}");
    }
    assert!(run.join("error.pb").exists() && !run.join("outputs.pb").exists());
}

#[tokio::test]
async fn no_run_is_removed() {
    let base = tempfile::tempdir().unwrap();
    let local = Local::new().run_dir(base.path());
    for n in 0..55 {
        local.run(inc(n)).await.unwrap();
    }
    let runs = runs(base.path());
    assert_eq!(runs.len(), 55);
    for run in runs {
        assert_eq!(about(&run)["state"], "succeeded");
        // nothing is left of how the files were written
        let mut left = Vec::new();
        flyte_tests::place::walk(Some(&run), &mut |path| left.push(path.to_owned()));
        left.retain(|path| {
            path.ends_with(".lock") || path.extension().is_some_and(|it| it == "new")
        });
        assert_eq!(left, Vec::<std::path::PathBuf>::new());
    }
}

#[workflow]
fn innermost(x: i64) -> i64 {
    inc(x)
}

/// Workflows in each other, the first around `innermost`.
macro_rules! nested {
    ($inner:ident) => {};
    ($inner:ident $outer:ident $($more:ident)*) => {
        #[workflow]
        fn $outer(x: i64) -> i64 {
            $inner(x)
        }

        nested!($outer $($more)*);
    };
}

nested!(
    innermost
    w00 w01 w02 w03 w04 w05 w06 w07 w08 w09 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19
    w20 w21 w22 w23 w24 w25 w26 w27 w28 w29 w30 w31 w32 w33 w34 w35 w36 w37 w38 w39
    w40 w41 w42 w43 w44 w45 w46 w47 w48 w49 w50 w51 w52 w53 w54 w55 w56 w57 w58 w59
);

#[tokio::test]
async fn ids_that_no_file_system_takes_are_shortened() {
    let base = tempfile::tempdir().unwrap();
    // Two of them, whose ids differ at the beginning and in the middle only.
    let ran = Local::new().run_dir(base.path()).run(inc(w59(w59(1)))).await.unwrap();
    assert_eq!(ran, 4);
    let run = &runs(base.path())[0];
    let mut folders: Vec<String> = fs::read_dir(run)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('n') && run.join(name).join("data/0/outputs.pb").exists())
        .collect();
    folders.sort();
    // The task at the end, and two times 60 workflows, `innermost` and the task in it.
    assert_eq!(folders.len(), 1 + 2 * 62, "{folders:?}");
    assert!(folders.iter().all(|name| name.len() <= 255));
    assert!(folders.iter().any(|name| name.len() == 255));
    assert!(run.join("n0-0-n0-0-n0/data/inputs.pb").exists());
}

#[task]
async fn never(x: i64) -> i64 {
    tokio::time::sleep(std::time::Duration::from_secs(1_000_000)).await;
    x
}

#[task]
fn computes_for_long(x: i64) -> i64 {
    std::thread::sleep(std::time::Duration::from_secs(2));
    x
}

#[workflow]
fn long(x: i64) -> i64 {
    never(inc(x))
}

/// What `run.json` says once it doesn't say `running` any more.
async fn end_of(base: &Path) -> serde_json::Value {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        let about = about(&runs(base)[0]);
        if about["state"] != "running" {
            return about;
        }
        assert!(std::time::Instant::now() < deadline, "{about}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

async fn assert_dropped(base: &Path) {
    let about = end_of(base).await;
    assert_eq!(about["state"], "aborted");
    assert_eq!(about["error"], "the run was dropped before it had ended");
}

#[tokio::test]
async fn a_run_that_is_dropped_says_so() {
    for run in [long(1), computes_for_long(1)] {
        let base = tempfile::tempdir().unwrap();
        let run = Local::new().run_dir(base.path()).run(run);
        let begun = async {
            while fs::read_dir(base.path())
                .unwrap()
                .flatten()
                .all(|run| !run.path().join("n0").exists())
            {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            ended = run => panic!("{ended:?}"),
            () = begun => {}
        }
        assert_dropped(base.path()).await;
        let run = &runs(base.path())[0];
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while run.join(".lock").exists() && std::time::Instant::now() < deadline {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert!(!run.join(".lock").exists(), "the sign of life is gone");
    }
}

#[test]
fn a_run_whose_runtime_is_shut_down_says_so() {
    let base = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let run = runtime.spawn(Local::new().run_dir(base.path()).run(long(1)));
    while fs::read_dir(base.path()).unwrap().next().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    runtime.shutdown_timeout(std::time::Duration::from_secs(30));
    drop(run);
    // Whether the task had begun or not.
    if runs(base.path())[0].join("run.json").exists() {
        let other = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        other.block_on(assert_dropped(base.path()));
    }
}

#[tokio::test]
async fn what_ended_keeps_its_end() {
    let base = tempfile::tempdir().unwrap();
    Local::new().run_dir(base.path()).run(inc(1)).await.unwrap();
    assert_eq!(about(&runs(base.path())[0])["state"], "succeeded");
    let failed = tempfile::tempdir().unwrap();
    Local::new().run_dir(failed.path()).run(failing(1)).await.unwrap_err();
    assert_eq!(about(&runs(failed.path())[0])["state"], "failed");
}
