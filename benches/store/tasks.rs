//! A GiB from task to task: one writes it, one passes it on, one reads it. Each may be a process of its own.

use std::path::Path;

use flyte::Local;
use flyte::prelude::*;
use flyte::storage::{Location, RawPrefix};

use super::Cost;

#[task]
async fn produce(mib: i64) -> Result<FlyteFile> {
    let mut file = FlyteFile::create("large.bin")?;
    let block = vec![7; 1 << 20];
    for _ in 0..mib {
        file.write(&block).await?;
    }
    file.finish().await
}

#[task]
fn pass_on(file: FlyteFile) -> FlyteFile {
    file
}

#[task]
async fn consume(file: FlyteFile) -> Result<i64> {
    let (mut reader, mut length) = (file.open().await?, 0);
    while let Some(chunk) = reader.chunk().await? {
        length += chunk.len() as i64;
    }
    Ok(length)
}

#[task]
async fn fetch(file: FlyteFile) -> Result<i64> {
    Ok(std::fs::metadata(file.path().await?)?.len() as i64)
}

#[workflow]
fn through(mib: i64) -> (FlyteFile, i64) {
    let file = pass_on(produce(mib));
    (file, consume(file))
}

/// Whether the command line names this.
pub(crate) fn wanted() -> bool {
    let mut named = std::env::args().skip(1).filter(|word| !word.starts_with('-')).peekable();
    named.peek().is_none() || named.any(|name| "store/tasks".contains(name.as_str()))
}

/// Runs the workflow, and then the tasks that read, each in a process of its own.
pub(crate) fn measure(mib: usize, run: &dyn Fn(&str) -> Cost) {
    let number = format!("through:{mib}");
    for (task, name, allowed) in
        [(number.as_str(), "tasks", 96.0), ("consume", "stream", 32.0), ("fetch", "path", 32.0)]
    {
        let Cost { cpu, wall, peak } = run(task);
        println!("info store/{name}: {cpu:.2} CPU s, {wall:.2} s, peak {peak:.0} MiB");
        println!("ratio store/{name}_peak {:.2} limit 1", peak / allowed);
    }
}

/// What a process does. The file's uri is left beside the target.
pub(crate) async fn run(kind: &str, target: &Path) {
    let prefix = Location::parse(format!("s3://{}/raw", flyte_tests::s3::BUCKET));
    let prefix = RawPrefix::new(prefix.expect("a location")).expect("a prefix");
    let (local, uri) = (Local::new().raw_output_prefix(prefix), target.with_file_name("uri"));
    if let Some(mib) = kind.strip_prefix("through:") {
        let mib: i64 = mib.parse().expect("a number");
        let (file, length) = local.run(through(mib)).await.expect("a run");
        assert_eq!(length, mib << 20);
        return std::fs::write(uri, file.uri().expect("a uri")).expect("a place for the uri");
    }
    let uri = std::fs::read_to_string(uri).expect("a run of all tasks before");
    let file: FlyteFile = FlyteFile::from_uri(uri).expect("a uri");
    let read = if kind == "fetch" { local.run(fetch(file)) } else { local.run(consume(file)) };
    assert!(read.await.expect("a run") > 0);
}
