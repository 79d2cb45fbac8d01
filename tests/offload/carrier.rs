//! Makes a value, hands it over and reads it, in a process of its own: what it says last is its peak of memory.
//!
//! `carrier KIND BYTES [TIMES]`; the store and the limits are those of the environment.

use bytes::Bytes;
use flyte::Local;
use flyte::prelude::*;
use flyte::storage::RawPrefix;

#[derive(Debug, Clone, FlyteType)]
struct Picture {
    pixels: Bytes,
}

#[task]
fn text(n: i64) -> String {
    "x".repeat(n as usize)
}

#[task]
fn length(text: String) -> i64 {
    text.len() as i64
}

#[task]
async fn text_later(n: i64) -> String {
    "x".repeat(n as usize)
}

#[task]
async fn length_later(text: String) -> i64 {
    text.len() as i64
}

#[task]
fn picture(n: i64) -> Picture {
    Picture { pixels: vec![7; n as usize].into() }
}

#[task]
fn size(picture: Picture) -> i64 {
    picture.pixels.len() as i64
}

#[task]
fn numbers(n: i64) -> Vec<i64> {
    (0..n / 8).collect()
}

#[task]
fn count(numbers: Vec<i64>) -> i64 {
    8 * numbers.len() as i64
}

#[workflow]
fn texts(n: i64) -> i64 {
    length(text(n))
}

#[workflow]
fn texts_later(n: i64) -> i64 {
    length_later(text_later(n))
}

#[workflow]
fn pictures(n: i64) -> i64 {
    size(picture(n))
}

#[workflow]
fn lists(n: i64) -> i64 {
    count(numbers(n))
}

/// For this process's own memory.
#[workflow]
fn nothing() -> i64 {
    length(text(0))
}

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize| words.get(index).and_then(|word| word.parse::<i64>().ok());
    let (bytes, times) = (number(1).unwrap_or(0), number(2).unwrap_or(1));
    let mut local = Local::new();
    let prefix = std::env::var("FLYTE_RAW_OUTPUT_PREFIX").unwrap_or_default();
    if let Some(prefix) = RawPrefix::from_argument(&prefix)? {
        local = local.raw_output_prefix(prefix);
    }
    for _ in 0..times {
        let read = match words.first().map(String::as_str) {
            Some("text") => local.run(texts(bytes)).await?,
            Some("later") => local.run(texts_later(bytes)).await?,
            Some("struct") => local.run(pictures(bytes)).await?,
            Some("list") => local.run(lists(bytes)).await?,
            _ => local.run(nothing()).await?,
        };
        println!("read {read}");
    }
    println!("peak {}", peak());
    Ok(())
}

/// In KiB.
fn peak() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or_default()
}
