//! The engine: what it adds to a task, against bare tokio and bare files.
//!
//! Tasks are trivial and asynchronous, their literals are checked, and nothing is cached.

mod waiting;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use flyte::graph::{Graph, Workflow};
use flyte::prelude::*;
use flyte_benches::files::Tree;
use flyte_benches::{Case, Suite, info, ratio, spawn, threads};
use flyte_types::wire::Literal;
use tokio::runtime::Runtime;

#[task]
async fn next(value: i64) -> i64 {
    spawn::next(value).await
}

fn chain(length: i64) -> Promise<i64> {
    let mut value = next(0);
    for _ in 1..length {
        value = next(value);
    }
    value
}

fn fan_out(width: i64) -> Vec<Promise<i64>> {
    (0..width).map(next).collect()
}

#[task]
async fn all(values: Vec<i64>) -> i64 {
    values.len() as i64
}

#[task]
fn next_sync(value: i64) -> i64 {
    threads::next(value)
}

#[workflow]
fn chain_sync() -> i64 {
    let mut value = next_sync(0);
    for _ in 1..1_000 {
        value = next_sync(value);
    }
    value
}

#[workflow]
fn chain_1k() -> i64 {
    chain(1_000)
}

#[workflow]
fn chain_100k() -> i64 {
    chain(100_000)
}

#[workflow]
fn fanout_1k() -> i64 {
    all(fan_out(1_000))
}

#[workflow]
fn fanout_100k() -> i64 {
    all(fan_out(100_000))
}

fn graph<W: Workflow>() -> Arc<Graph> {
    W::definition().graph().expect("a graph without mistakes")
}

fn run(local: &flyte::Local, runtime: &Runtime, graph: &Arc<Graph>) -> Vec<Bytes> {
    let run = local.run_graph(Arc::clone(graph), Vec::new());
    runtime.block_on(run).map_err(|failed| failed.error).expect("a run that succeeds").outputs
}

/// The floor runs in a task of its own too: a blocked main thread would be slower.
fn bare<F>(runtime: &Runtime, floor: F) -> F::Output
where
    F: Future<Output: Send> + Send + 'static,
{
    runtime.block_on(runtime.spawn(floor)).expect("tasks that don't panic")
}

/// A run of ours must give what the floor gives.
fn checked(local: &flyte::Local, runtime: &Runtime, graph: &Arc<Graph>, wanted: i64) {
    let outputs = run(local, runtime, graph);
    let given = Literal::parse(&outputs[0]).and_then(<i64 as flyte::types::FlyteType>::decode);
    assert_eq!(given.expect("an integer"), wanted);
}

fn chain_case<W: Workflow>(runtime: &Arc<Runtime>, name: &str, length: i64) -> Case {
    let (graph, local) = (graph::<W>(), flyte::Local::new());
    let (ours, floor) = (Arc::clone(runtime), Arc::clone(runtime));
    checked(&local, runtime, &graph, length);
    Case::new(
        format!("engine/chain_{name}"),
        4.0,
        move || run(&local, &ours, &graph),
        move || assert_eq!(bare(&floor, spawn::chain(length)), length),
    )
}

/// A chain of synchronous tasks, which run on threads of their own.
fn chain_sync_case(runtime: &Arc<Runtime>) -> Case {
    let (graph, local) = (graph::<chain_sync>(), flyte::Local::new());
    let (ours, floor) = (Arc::clone(runtime), Arc::clone(runtime));
    let worker = threads::Worker::start().expect("a thread");
    checked(&local, runtime, &graph, 1_000);
    Case::new(
        "engine/chain_sync",
        2.0,
        move || run(&local, &ours, &graph),
        move || assert_eq!(bare(&floor, worker.clone().chain(1_000)), 1_000),
    )
}

fn fan_out_case<W: Workflow>(runtime: &Arc<Runtime>, name: &str, width: i64) -> Case {
    let (graph, local) = (graph::<W>(), flyte::Local::new());
    let (ours, floor) = (Arc::clone(runtime), Arc::clone(runtime));
    checked(&local, runtime, &graph, width);
    Case::new(
        format!("engine/fanout_{name}"),
        4.0,
        move || run(&local, &ours, &graph),
        move || assert_eq!(bare(&floor, spawn::fan_out(width)).len() as i64, width),
    )
}

/// A run that leaves a folder, against the same folders and files made and written by hand.
fn run_folder_case(runtime: &Arc<Runtime>, scratch: &Path) -> Case {
    let (graph, runtime) = (graph::<fanout_1k>(), Arc::clone(runtime));
    let runs = scratch.join("runs");
    let local = flyte::Local::new().run_dir(&runs);
    let finished = runtime.block_on(local.run_graph(Arc::clone(&graph), Vec::new()));
    let folder = finished.map_err(|failed| failed.error).expect("a run that succeeds").run;
    let tree = Tree::read(&folder.expect("a run folder")).expect("a folder that can be read");
    assert!(tree.files() >= 2_000, "every node leaves its inputs and outputs");
    let (bare, mut number) = (scratch.join("bare"), 0);
    let (scratch_runs, scratch_bare) = (runs.clone(), bare.clone());
    Case::new(
        "engine/run_folder",
        1.5,
        move || run(&local, &runtime, &graph),
        move || {
            number += 1;
            tree.write(&bare.join(number.to_string())).expect("a folder that can be written");
        },
    )
    .cleanup(move || {
        // Not counted, and neither side begins with what it left before.
        let _ = fs::remove_dir_all(&scratch_runs);
        let _ = fs::remove_dir_all(&scratch_bare);
    })
}

fn main() {
    if waiting::is_child() {
        return waiting::child();
    }
    let suite = Suite::from_args();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = Arc::new(runtime.expect("a runtime"));
    let scratch = tempfile::tempdir().expect("a folder for the runs");
    let mut cases = vec![
        chain_case::<chain_1k>(&runtime, "1k", 1_000),
        fan_out_case::<fanout_1k>(&runtime, "1k", 1_000),
        chain_sync_case(&runtime),
    ];
    if suite.measures() {
        cases.push(chain_case::<chain_100k>(&runtime, "100k", 100_000));
        cases.push(fan_out_case::<fanout_100k>(&runtime, "100k", 100_000));
    }
    cases.push(run_folder_case(&runtime, scratch.path()));
    suite.run(cases);
    if suite.measures() && suite.wants("engine/bytes_per_node") {
        match waiting::bytes_per_node() {
            Some(bytes) => ratio("engine/bytes_per_node", bytes / 1024.0, 1.0),
            None => info("engine/bytes_per_node: nobody says here how much memory a process has"),
        }
    }
}
