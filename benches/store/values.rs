//! A list whose literal has 64 MiB from task to task: stored when the first task hands it over, fetched when the second
//! reads it, in a folder of this machine and on the S3 server. The floor writes and reads the same bytes with
//! object_store alone, encoded and decoded by one hand-written loop each. A round is a process of its own, with all
//! that it takes to make the list.

use std::path::Path;
use std::sync::Arc;

use flyte::Local;
use flyte::prelude::*;
use flyte::storage::{Location, RawPrefix};
use flyte_benches::list;
use futures_util::StreamExt;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};

use super::{Cost, bare};

/// With ten bytes for each in a literal.
const NUMBERS: i64 = (64 << 20) / 10;
const ROUNDS: usize = 5;
const KINDS: [(&str, &str); 2] = [("value_file", "file"), ("value_s3", "s3")];

#[task]
fn numbers(n: i64) -> Vec<i64> {
    (0..n).map(number).collect()
}

#[task]
fn sum(numbers: Vec<i64>) -> i64 {
    numbers.iter().sum()
}

#[workflow]
fn through(n: i64) -> i64 {
    sum(numbers(n))
}

/// Three bytes of a varint, like most counts and ids.
fn number(index: i64) -> i64 {
    (1 << 14) + index * 7919 % 1_000_000
}

fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let named: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    KINDS.into_iter().filter(move |(name, _)| {
        named.is_empty() || named.iter().any(|word| format!("store/{name}").contains(word.as_str()))
    })
}

/// Whether the command line names any of this.
pub(crate) fn wanted() -> bool {
    names().next().is_some()
}

/// The floor and ours in turn, each in a process of its own.
pub(crate) fn measure(run: &dyn Fn(&str) -> Cost) {
    for (name, place) in names() {
        let (mut bare, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            bare.push(run(&format!("bare:{place}")));
            ours.push(run(&format!("ours:{place}")));
        }
        let median = |costs: &[Cost], of: fn(&Cost) -> f64| {
            let mut all: Vec<f64> = costs.iter().map(of).collect();
            flyte_benches::median(&mut all)
        };
        let peak = |costs: &[Cost]| costs.iter().map(|cost| cost.peak).fold(0.0, f64::max);
        for (who, costs) in [("bare", &bare), ("ours", &ours)] {
            let (cpu, wall) = (median(costs, |c| c.cpu), median(costs, |c| c.wall));
            println!(
                "info store/{name} {who}: {cpu:.2} CPU s, {wall:.2} s, peak {:.0} MiB",
                peak(costs)
            );
        }
        let cpu = median(&ours, |c| c.cpu) / median(&bare, |c| c.cpu);
        flyte_benches::ratio(&format!("store/{name}_cpu"), cpu, 1.4);
        flyte_benches::ratio(&format!("store/{name}_peak"), peak(&ours) / peak(&bare), 1.25);
    }
}

/// What a process does.
pub(crate) async fn run(kind: &str, target: &Path) {
    let wanted: i64 = (0..NUMBERS).map(number).sum();
    let folder = target.with_file_name("values");
    std::fs::create_dir_all(&folder).expect("a folder");
    let sum = match kind {
        "bare:file" => {
            let store = LocalFileSystem::new_with_prefix(&folder).expect("a folder");
            by_hand(Arc::new(store)).await
        }
        "bare:s3" => by_hand(Arc::new(bare::store())).await,
        "ours:file" => ours(Location::from_path(&folder).expect("a location")).await,
        _ => {
            ours(Location::parse(format!("s3://{}/raw", flyte_tests::s3::BUCKET)).expect("one"))
                .await
        }
    };
    assert_eq!(sum, wanted);
    let _ = std::fs::remove_dir_all(&folder);
}

async fn ours(prefix: Location) -> i64 {
    let local = Local::new().raw_output_prefix(RawPrefix::new(prefix).expect("a prefix"));
    local.run(through(NUMBERS)).await.expect("a run")
}

async fn by_hand(store: Arc<dyn ObjectStore>) -> i64 {
    let key = object_store::path::Path::from("bare/list");
    let made = list::encode(&numbers::call(NUMBERS));
    let upload = store.put_multipart(&key).await.expect("an upload");
    let mut writer = WriteMultipart::new_with_chunk_size(upload, 8 << 20);
    for chunk in made.chunks(1 << 20) {
        writer.wait_for_capacity(4).await.expect("parts that arrive");
        writer.write(chunk);
    }
    drop(made);
    writer.finish().await.expect("an object");
    let found = store.get(&key).await.expect("an object");
    let mut whole = Vec::with_capacity(found.meta.size as usize);
    let mut body = found.into_stream();
    while let Some(chunk) = body.next().await {
        whole.extend_from_slice(&chunk.expect("bytes"));
    }
    sum::call(list::decode(&whole).expect("a list"))
}
