use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use flyte::Local;
use flyte::graph::NodeNames;
use flyte::prelude::*;
use flyte::types::idl::core::ErrorDocument;
use prost::Message;
use tokio::runtime::Builder;

#[derive(Debug, Clone, FlyteType)]
struct Summary {
    counts: HashMap<String, i64>,
    words: HashSet<String>,
    nested: HashMap<String, HashMap<String, Vec<f64>>>,
}

#[task]
fn summarize(n: i64) -> Summary {
    let word = |k: i64| format!("word {k}");
    Summary {
        counts: (0..n).map(|k| (word(k), k)).collect(),
        words: (0..n).map(word).collect(),
        nested: (0..n)
            .map(|k| (word(k), (0..n).map(|j| (word(j), vec![j as f64])).collect()))
            .collect(),
    }
}

#[task]
async fn square(x: i64) -> i64 {
    tokio::task::yield_now().await;
    x * x
}

#[task]
fn table(n: i64) -> HashMap<String, i64> {
    (0..n).map(|k| (format!("key {k}"), k)).collect()
}

#[task]
fn even(x: i64) -> Result<i64> {
    if x % 2 == 0 { Ok(x) } else { Err(Error::fatal(format!("{x} is odd"))) }
}

#[workflow]
fn inner(x: i64) -> (i64, HashMap<String, i64>) {
    let made = table(x);
    let picked = made["key 3"];
    (if picked > 2 { square(picked) } else { square(x) }, made)
}

#[workflow]
fn outer(xs: Vec<i64>) -> (Vec<i64>, Vec<Option<i64>>, Summary, HashMap<String, i64>, i64) {
    let squares = xs.map(|x| square(square(x)));
    let some = xs.map(even).min_success_ratio(0.1);
    let (picked, made) = inner(xs[5]);
    (squares, some, summarize(xs[6]), made, picked)
}

#[workflow(on_failure = "finish")]
fn failing(xs: Vec<i64>) -> (Vec<i64>, i64) {
    let all = xs.map(square);
    (all, even(all[3]))
}

/// Every file below a run's folder that holds values or errors.
fn values(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "pb") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, without_time(&path, std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}

/// An error says when it happened, which is never the same.
fn without_time(path: &Path, bytes: Vec<u8>) -> Vec<u8> {
    if path.file_name().is_none_or(|name| name != "error.pb") {
        return bytes;
    }
    let mut document = ErrorDocument::decode(&bytes[..]).unwrap();
    let time = document.error.as_mut().unwrap().timestamp.take();
    assert!(time.is_some(), "{document:?}");
    document.encode_to_vec()
}

const FOLDER: &str = "FLYTE_TEST_SAME_BYTES";
const PARALLEL: &str = "FLYTE_TEST_SAME_BYTES_PARALLEL";

/// Started by the test below, in processes of its own, which each have an order of their own for what is hashed.
#[test]
fn another_process() {
    let (Ok(folder), Ok(parallel)) = (std::env::var(FOLDER), std::env::var(PARALLEL)) else {
        return;
    };
    let parallel: usize = parallel.parse().unwrap();
    let runtime = match parallel {
        1 => Builder::new_current_thread().enable_all().build().unwrap(),
        n => Builder::new_multi_thread().worker_threads(n).enable_all().build().unwrap(),
    };
    let local = Local::new().run_dir(folder).parallel(parallel);
    let xs: Vec<i64> = (0..20).collect();
    runtime.block_on(local.run(outer(xs.clone()))).unwrap();
    runtime.block_on(local.run(failing(xs))).unwrap_err();
    for graph in [outer::definition().graph().unwrap(), failing::definition().graph().unwrap()] {
        println!("{:?} {graph:?}", NodeNames::new(&graph));
    }
}

#[test]
fn a_run_gives_the_same_bytes_in_every_process_on_any_number_of_threads() {
    let run = |parallel: usize| {
        let folder = tempfile::tempdir().unwrap();
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "same_bytes::another_process", "--nocapture"])
            .env(FOLDER, folder.path())
            .env(PARALLEL, parallel.to_string())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}");
        let graphs: Vec<String> =
            text.lines().filter(|line| line.contains("NodeNames")).map(str::to_owned).collect();
        let mut runs: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|run| run.unwrap().path()).collect();
        runs.sort();
        assert_eq!((graphs.len(), runs.len()), (2, 2));
        (graphs, values(&runs[0]), values(&runs[1]))
    };
    let first = run(1);
    assert!(first.1.len() > 80 && first.2.contains_key("error.pb"), "{:?}", first.1.keys());
    for parallel in [1, 2, 7] {
        let next = run(parallel);
        assert_eq!(next.0, first.0);
        for (next, first) in [(&next.1, &first.1), (&next.2, &first.2)] {
            assert!(next.keys().eq(first.keys()), "{parallel}");
            let other = next.iter().find(|(name, bytes)| first[*name] != **bytes);
            assert!(other.is_none(), "{parallel}: {other:?}");
        }
    }
}
