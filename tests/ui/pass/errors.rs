// A task fails with whatever is an error.
use std::fmt;
use std::io;

use flyte::prelude::*;

#[derive(Debug)]
struct Mine;

impl fmt::Display for Mine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("mine")
    }
}

impl std::error::Error for Mine {}

#[task]
fn ours(x: i64) -> Result<i64> {
    let parsed: i64 = "3".parse()?;
    if x > 3 { Err(Error::fatal("too much")) } else { Ok(x + parsed) }
}

#[task]
fn text(x: i64) -> Result<i64, String> {
    if x > 3 { Err("too much".into()) } else { Ok(x) }
}

#[task]
fn of_io(path: String) -> io::Result<String> {
    std::fs::read_to_string(path)
}

#[task]
fn of_io_in_full(path: String) -> Result<String, io::Error> {
    std::fs::read_to_string(path)
}

#[task]
fn of_anyhow(path: String) -> anyhow::Result<String> {
    Ok(std::fs::read_to_string(path)?)
}

#[task]
fn of_anyhow_in_full(path: String) -> Result<String, anyhow::Error> {
    anyhow::bail!("no {path}")
}

#[task]
async fn of_anyhow_and_ours(path: String) -> anyhow::Result<String> {
    let file = FlyteFile::<flyte::files::Any>::from_uri(path)?;
    Ok(String::from_utf8(file.bytes().await?.into())?)
}

/// One of ours is the source of another.
#[derive(Debug)]
struct Caused(flyte::Error);

impl fmt::Display for Caused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("caused")
    }
}

impl std::error::Error for Caused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

impl From<flyte::Error> for Caused {
    fn from(error: flyte::Error) -> Caused {
        Caused(error)
    }
}

#[task]
async fn caused(x: i64) -> Result<i64, Caused> {
    Ok(ours(x).await?)
}

async fn in_a_program() -> Result<(), Box<dyn std::error::Error>> {
    ours(1).await?;
    Ok(())
}

#[task]
fn boxed(x: i64) -> Result<i64, Box<dyn std::error::Error + Send + Sync>> {
    Ok(x + "1".parse::<i64>()?)
}

#[task]
fn typed(x: i64) -> Result<i64, Mine> {
    if x > 3 { Err(Mine) } else { Ok(x) }
}

#[task]
async fn later(x: i64) -> Result<(), Mine> {
    if x > 3 { Err(Mine) } else { Ok(()) }
}

#[task]
fn two(x: i64) -> Result<(i64, String), Mine> {
    Ok((x, x.to_string()))
}

#[workflow]
fn pipeline(x: i64, path: String) -> (i64, String) {
    let a = typed(boxed(text(ours(x))));
    later(a);
    of_io(of_anyhow(of_io_in_full(of_anyhow_in_full(path))));
    let (n, name) = two(a);
    (n, name)
}

pub(crate) fn main() {
    assert!(pipeline::definition().graph().is_ok());
}
