//! How much memory a node takes while it waits: for a value that it needs, or for a place among those that
//! run. A fresh process builds the graph, begins the run, and looks at what it has then.

use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use flyte::prelude::*;
use flyte_benches::{info, resident};

const NODES: i64 = 100_000;
const VARIABLE: &str = "FLYTE_BENCH_WAITING";

static BEGUN: AtomicI64 = AtomicI64::new(0);

/// Begins, and never ends.
#[task]
async fn wait(value: i64) -> i64 {
    BEGUN.fetch_add(1, Ordering::SeqCst);
    std::future::pending::<()>().await;
    value
}

/// All but the first wait for a value.
#[workflow]
fn for_values() -> i64 {
    let mut value = wait(0);
    for _ in 1..NODES {
        value = wait(value);
    }
    value
}

/// As many as may run at once wait for what their task waits for, the others for a place.
#[workflow]
fn for_places() -> i64 {
    let mut last = wait(0);
    for value in 1..NODES {
        last = wait(value);
    }
    last
}

/// Whether this process was started to look at itself.
pub fn is_child() -> bool {
    std::env::var_os(VARIABLE).is_some()
}

/// Looks at itself, and prints the bytes.
pub fn child() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(runtime.spawn(async {})).expect("a task");
    let before = resident();
    let chain = std::env::var(VARIABLE).is_ok_and(|what| what == "for_values");
    let graph =
        if chain { for_values::definition().graph() } else { for_places::definition().graph() };
    let graph = graph.expect("a graph without mistakes");
    runtime.spawn(async move { flyte::Local::new().run_graph(graph, Vec::new()).await.is_ok() });
    let mut begun = 0;
    loop {
        std::thread::sleep(Duration::from_millis(200));
        match BEGUN.load(Ordering::SeqCst) {
            0 => {}
            now if now == begun => break,
            now => begun = now,
        }
    }
    if let (Some(before), Some(after)) = (before, resident()) {
        println!("{}", after.saturating_sub(before));
    }
    std::process::exit(0);
}

/// The bytes of a waiting node with its share of graph and run, of either kind whichever takes more.
pub fn bytes_per_node() -> Option<f64> {
    let mut most = None;
    for what in ["for_values", "for_places"] {
        let bytes = of_child(what)? / NODES as f64;
        info(format_args!(
            "engine/bytes_per_node: {bytes:.0} bytes when it waits {}",
            &what.replace('_', " ")
        ));
        most = most.max(Some(bytes.round() as u64));
    }
    most.map(|bytes| bytes as f64)
}

fn of_child(what: &str) -> Option<f64> {
    let this = std::env::current_exe().ok()?;
    let output = Command::new(this).env(VARIABLE, what).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
