//! Carries a large file or table from task to task, and says at its end how much memory it took at most.

use std::io::Read;

use flyte::files::{Arrow, Csv, Format, Parquet};
use flyte::prelude::*;

const MIB: usize = 1 << 20;

/// Bytes that depend on where they are.
fn block(number: i64) -> Vec<u8> {
    let at = |n: usize| (n as u64).wrapping_mul(0x9e37_79b9).wrapping_add(number as u64) >> 7;
    (0..MIB).map(|n| at(n) as u8).collect()
}

/// Adds up every 4096th byte.
#[derive(Default)]
struct Sum {
    length: usize,
    sum: i64,
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        let first = self.length.next_multiple_of(4096) - self.length;
        self.sum +=
            bytes.iter().skip(first).step_by(4096).map(|byte| i64::from(*byte)).sum::<i64>();
        self.length += bytes.len();
    }
}

/// Writes a file while it is made.
#[task]
async fn produce(mib: i64) -> Result<FlyteFile> {
    let mut file = FlyteFile::create("large.bin")?;
    for number in 0..mib {
        file.write(&block(number)).await?;
    }
    file.finish().await
}

/// What is to be in it.
#[task]
fn expected(mib: i64) -> i64 {
    let mut sum = Sum::default();
    (0..mib).for_each(|number| sum.add(&block(number)));
    sum.sum
}

/// Does nothing with it.
#[task]
fn pass_on(file: FlyteFile) -> FlyteFile {
    file
}

/// Reads it as a stream.
#[task]
async fn consume(file: FlyteFile) -> Result<i64> {
    let (mut reader, mut sum) = (file.open().await?, Sum::default());
    while let Some(chunk) = reader.chunk().await? {
        sum.add(&chunk);
    }
    Ok(sum.sum)
}

/// Copies it to this machine and reads the copy.
#[task]
fn fetch(file: FlyteFile) -> Result<i64> {
    let mut copy = std::fs::File::open(file.blocking_path()?)?;
    let (mut buffer, mut sum) = (vec![0; 256 << 10], Sum::default());
    loop {
        match copy.read(&mut buffer)? {
            0 => return Ok(sum.sum),
            length => sum.add(&buffer[..length]),
        }
    }
}

/// Copies a directory to a folder of this machine.
#[task]
async fn fetch_into(folder: FlyteDirectory, to: String) -> Result<i64> {
    Ok(folder.download(&to).await?.len() as i64)
}

/// Hands over a file of this machine.
#[task]
fn give(path: String) -> Result<FlyteFile> {
    FlyteFile::new(path)
}

/// From task to task.
#[workflow]
fn through(mib: i64) -> (i64, FlyteFile) {
    let file = pass_on(produce(mib));
    (consume(file), file)
}

#[derive(Debug, Clone, Columns)]
struct Point {
    n: i64,
    x: f64,
    y: f64,
}

async fn filled<F: Format>(rows: i64) -> Result<StructuredDataset> {
    let mut table = StructuredDataset::<Point, F>::create()?;
    for start in (0..rows).step_by(4096) {
        let point = |n: i64| {
            let (x, y) = (n as f64 * 12.9898, n as f64 * 78.233);
            Point { n, x: x.sin(), y: y.cos() }
        };
        let points: Vec<Point> = (start..rows.min(start + 4096)).map(point).collect();
        table.write(&points).await?;
    }
    Ok(table.finish().await?.cast())
}

/// Writes a table while it is made.
#[task]
async fn fill(rows: i64, format: String) -> Result<StructuredDataset> {
    match format.as_str() {
        "csv" => filled::<Csv>(rows).await,
        "arrow" => filled::<Arrow>(rows).await,
        _ => filled::<Parquet>(rows).await,
    }
}

/// Reads a table row by row.
#[task]
async fn total(table: StructuredDataset<Point>) -> Result<i64> {
    let (mut rows, mut total) = (table.row_stream().await?, 0);
    while let Some(row) = rows.next().await {
        total += row?.n;
    }
    Ok(total)
}

/// A table from task to task.
#[workflow]
fn tabulated(rows: i64, format: String) -> i64 {
    total(fill(rows, format))
}

fn main() -> ExitCode {
    let code = flyte::main();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in
        status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("RssFile"))
    {
        eprintln!("{line}");
    }
    code
}
