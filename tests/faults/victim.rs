//! The program that faults happen to: `victim MODE FOLDER`.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flyte::engine::{Change, Event, Observer};
use flyte::local::Cache;
use flyte::prelude::*;
use flyte::storage::{Location, RawPrefix};
use flyte::{Local, Offload};

#[task(cache = "1")]
fn work(n: i64) -> Vec<i64> {
    std::thread::sleep(Duration::from_millis(20));
    vec![n; 1000]
}

#[task]
async fn sum(lists: Vec<Vec<i64>>) -> i64 {
    lists.iter().flatten().sum()
}

#[workflow]
fn works(ns: Vec<i64>) -> i64 {
    sum(ns.map(work))
}

#[task(cache = "1")]
fn big(n: i64) -> Vec<i64> {
    vec![n; 3000]
}

#[workflow]
fn bigs(ns: Vec<i64>) -> i64 {
    sum(ns.map(big))
}

#[task]
async fn panics(n: i64) -> i64 {
    panic!("the number is {n}")
}

#[task]
fn panics_on_a_thread(n: i64) -> i64 {
    panic!("the number is {n}")
}

#[task(timeout = "300ms")]
fn endless() -> i64 {
    loop {
        std::hint::spin_loop();
    }
}

/// Times out and goes on.
#[task(timeout = "20ms")]
fn stuck(n: i64) -> i64 {
    loop {
        std::thread::park();
        std::hint::black_box(n);
    }
}

#[task]
fn quick(n: i64) -> i64 {
    n
}

#[workflow]
fn all_stuck(ns: Vec<i64>) -> Vec<Option<i64>> {
    ns.map(stuck).min_success_ratio(0.0)
}

/// How many threads this process has.
fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}

#[task(timeout = "300ms")]
async fn endless_async() -> i64 {
    std::future::pending().await
}

#[task(timeout = "300ms")]
async fn endless_blocking_async() -> i64 {
    loop {
        std::hint::spin_loop();
    }
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Row {
    id: i64,
}

#[task(cache = "1")]
fn file(n: i64) -> FlyteFile {
    FlyteFile::from_bytes("data.bin", n.to_string().repeat(1000))
}

#[task(cache = "1")]
async fn folder(n: i64) -> Result<FlyteDirectory> {
    let folder = FlyteDirectory::create()?;
    for name in ["a.bin", "deep/b.bin"] {
        let mut file = folder.file::<flyte::files::Any>(name)?;
        file.write(n.to_string().repeat(100).as_bytes()).await?;
        file.finish().await?;
    }
    Ok(folder.finish())
}

#[task(cache = "1")]
fn table(n: i64) -> StructuredDataset<Row> {
    StructuredDataset::from_rows((0..n).map(|id| Row { id }).collect())
}

#[task(cache = "1")]
fn offloaded(n: i64) -> Vec<i64> {
    (0..n).collect()
}

fn digits(text: &[u8]) -> i64 {
    text.iter().map(|digit| i64::from(*digit)).sum()
}

/// A sum of all that is in them.
#[task(cache = "1")]
fn everything(
    file: FlyteFile,
    folder: FlyteDirectory,
    table: StructuredDataset<Row>,
    list: Vec<i64>,
) -> Result<i64> {
    let mut sum = digits(&file.blocking_bytes()?) + list.iter().sum::<i64>();
    sum += table.blocking_rows()?.iter().map(|row| row.id).sum::<i64>();
    for name in ["a.bin", "deep/b.bin"] {
        sum += digits(&folder.file::<flyte::files::Any>(name)?.blocking_bytes()?);
    }
    Ok(sum)
}

#[workflow]
fn of_every_kind(n: i64) -> i64 {
    everything(file(n), folder(n), table(n), offloaded(n))
}

#[task]
fn kept_nowhere() -> FlyteFile {
    FlyteFile::from_bytes("note.txt", "text")
}

#[derive(Default)]
struct Watch {
    cached: AtomicUsize,
    warnings: Mutex<Vec<String>>,
}

impl Observer for Watch {
    fn event(&self, event: &Event<'_>) {
        match event {
            Event::Node { change: Change::Cached, .. } => {
                self.cached.fetch_add(1, Ordering::Relaxed);
            }
            Event::Warning { message } => self.warnings.lock().unwrap().push((*message).to_owned()),
            _ => {}
        }
    }
}

fn show(name: &str, result: Result<i64>) {
    match result {
        Ok(value) => println!("{name}: {value}"),
        Err(error) => println!("error: {error}\nkind: {:?}", error.kind()),
    }
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let mode = arguments.next().expect("a mode");
    let folder = PathBuf::from(arguments.next().expect("a folder"));
    let watch = Arc::new(Watch::default());
    let (runs, kept) = (folder.join("runs"), folder.join("cache"));
    let local = Local::new().observe(watch.clone());
    match mode.as_str() {
        "work" => {
            let local = local.run_dir(runs).cache(Cache::at(kept));
            show("sum", local.run(works((0..100).collect::<Vec<_>>())).await);
            println!("cached: {}", watch.cached.load(Ordering::Relaxed));
        }
        "stored" => {
            let raw = RawPrefix::new(Location::from_path(folder.join("raw")).expect("a path"));
            let local = local.raw_output_prefix(raw.expect("a prefix"));
            let local = local.offload(Offload::new().above(0)).run_dir(runs).cache(Cache::at(kept));
            show("sum", local.run(works((0..100).collect::<Vec<_>>())).await);
            println!("cached: {}", watch.cached.load(Ordering::Relaxed));
        }
        "every-kind" => {
            let local = local.offload(Offload::new().above(400)).run_dir(runs);
            show("sum", local.cache(Cache::at(kept)).run(of_every_kind(100)).await);
            println!("cached: {}", watch.cached.load(Ordering::Relaxed));
        }
        "where" => {
            let cached = local.clone().run_dir(&runs).cache(Cache::at(kept));
            for local in [local.clone(), local.run_dir(&runs), cached] {
                match local.run(kept_nowhere()).await {
                    Ok(file) => println!("uri: {}", file.uri().unwrap_or_default()),
                    Err(error) => println!("error: {error}"),
                }
            }
            match Local::new()
                .run_dir(&runs)
                .cache(Cache::at(folder.join("cache")))
                .run(file(1))
                .await
            {
                Ok(file) => println!("cached uri: {}", file.uri().unwrap_or_default()),
                Err(error) => println!("error: {error}"),
            }
        }
        "folder" => {
            show("sum", local.run_dir(&runs).run(bigs(vec![33; 10])).await);
            println!("states: {}", states(&runs).join(" "));
        }
        "standard-cache" => match Cache::standard() {
            Some(cache) => show("value", local.cache(cache).run(quick(1)).await),
            None => show("value", local.run(quick(1)).await),
        },
        "cache" => {
            let numbers: Vec<i64> = vec![30, 31, 32, 33, 34, 32, 36, 37, 32, 33];
            let local = local.cache(Cache::at(&kept));
            show("sum", local.run(bigs(numbers.clone())).await);
            for warning in watch.warnings.lock().unwrap().iter() {
                println!("warning: {warning}");
            }
            show("second sum", local.run(bigs(numbers)).await);
            println!("left over: {}", left_over(&kept));
        }
        "panic" => show("value", panics(7).await),
        "panic-on-a-thread" => show("value", panics_on_a_thread(7).await),
        "left-behind" => {
            let all = local.run(all_stuck((0..400).collect::<Vec<_>>())).await;
            println!("none: {}", all.is_ok_and(|all| all.iter().all(Option::is_none)));
            println!("threads: {}", threads());
            show("value", local.run(quick(1)).await);
            std::process::exit(0);
        }
        "endless" => show("value", endless().await),
        "endless-async" => show("value", endless_async().await),
        "endless-blocking-async" => {
            show("value", endless_blocking_async().await);
            std::process::exit(0);
        }
        mode => panic!("no mode {mode}"),
    }
}

/// What the run folders say.
fn states(runs: &Path) -> Vec<String> {
    let runs = std::fs::read_dir(runs).into_iter().flatten().flatten();
    let about = runs.map(|run| std::fs::read(run.path().join("run.json")).expect("a run.json"));
    let state = |about: Vec<u8>| {
        let about: serde_json::Value = serde_json::from_slice(&about).expect("JSON");
        about["state"].as_str().expect("a state").to_owned()
    };
    about.map(state).collect()
}

/// Files of the cache that are no entries.
fn left_over(kept: &Path) -> usize {
    let parts = std::fs::read_dir(kept).into_iter().flatten().flatten();
    let files =
        parts.flat_map(|part| std::fs::read_dir(part.path()).into_iter().flatten().flatten());
    files.filter(|file| file.path().extension().is_none_or(|it| it != "entry")).count()
}
