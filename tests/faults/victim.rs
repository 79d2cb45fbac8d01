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
        "folder" => show("sum", local.run_dir(runs).run(bigs(vec![33; 10])).await),
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

/// Files of the cache that are no entries.
fn left_over(kept: &Path) -> usize {
    let parts = std::fs::read_dir(kept).into_iter().flatten().flatten();
    let files =
        parts.flat_map(|part| std::fs::read_dir(part.path()).into_iter().flatten().flatten());
    files.filter(|file| file.path().extension().is_none_or(|it| it != "entry")).count()
}
