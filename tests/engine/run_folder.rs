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
