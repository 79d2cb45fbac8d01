//! One suite for all places that files may lie in.

use flyte::files::Csv;
use flyte::prelude::*;

use flyte_tests::s3::{Fault, Rule};

use flyte_tests::place::Place;

#[task]
fn give(path: String) -> Result<FlyteFile<Csv>> {
    FlyteFile::new(path)
}

#[task]
async fn give_later(path: String) -> Result<FlyteFile<Csv>> {
    Ok(FlyteFile::new(path)?.with_metadata("rows", "2"))
}

#[task]
fn pass_on(file: FlyteFile<Csv>) -> FlyteFile<Csv> {
    file
}

#[task]
fn read(file: FlyteFile<Csv>) -> Result<String> {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut file.blocking_open()?, &mut text)?;
    assert_eq!(std::fs::read_to_string(file.blocking_path()?)?, text);
    Ok(text)
}

#[task]
async fn part(file: FlyteFile<Csv>) -> Result<String> {
    Ok(String::from_utf8(file.bytes_range(3..7).await?.to_vec())?)
}

/// The copies of files on this machine, in a body whose future must be `Send`.
#[task]
async fn copied(files: Vec<FlyteFile<Csv>>) -> Result<Vec<i64>> {
    let mut lengths = Vec::new();
    for file in &files {
        lengths.push(std::fs::metadata(file.path().await?)?.len() as i64);
    }
    Ok(lengths)
}

#[task]
async fn write_stream(lines: i64) -> Result<FlyteFile> {
    let mut writer = FlyteFile::create("lines.txt")?;
    for line in 0..lines {
        writer.write(format!("{line}\n").as_bytes()).await?;
    }
    writer.finish().await
}

#[task]
async fn count(file: FlyteFile) -> Result<i64> {
    let text = file.bytes().await?;
    Ok(text.iter().filter(|byte| **byte == b'\n').count() as i64)
}

#[workflow]
fn chain(path: String) -> (String, String, FlyteFile<Csv>, FlyteFile<Csv>) {
    let made = give_later(path);
    let same = pass_on(made);
    (read(same), part(same), made, same)
}

#[workflow]
fn stream(lines: i64) -> i64 {
    count(write_stream(lines))
}

async fn suite(place: &Place) {
    let path = place.write("in/table.csv", "a,b\n1,2\n3,4\n");
    let local = place.local();

    let (text, part, made, same) = local.run(chain(path.clone())).await.unwrap();
    assert_eq!((text.as_str(), part.as_str()), ("a,b\n1,2\n3,4\n", "\n1,2"));
    let uri = made.uri().unwrap().to_owned();
    assert!(uri.starts_with(place.base.as_str()), "{uri}");
    assert!(uri.ends_with("/table.csv"), "{uri}");
    let parts: Vec<&str> = uri[place.base.as_str().len() + 1..].split('/').collect();
    assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [32, 32, 9]);
    assert_eq!(made, same);
    assert_eq!(same.metadata()["rows"], "2");

    assert_eq!(local.run(copied(vec![made, same])).await.unwrap(), [12, 12]);
    let again = local.run(give(path)).await.unwrap();
    assert_ne!(again.uri(), Some(&*uri), "each run has a name of its own");
    assert_eq!(local.run(stream(5000)).await.unwrap(), 5000);
}

flyte_tests::everywhere! { suite }

#[task]
fn pass_many(files: Vec<FlyteFile>) -> Vec<FlyteFile> {
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_on_moves_nothing() {
    let place = Place::s3();
    let files: Vec<FlyteFile> = ["s3://elsewhere/%20 a", "gs://b/2"]
        .map(|uri| FlyteFile::from_uri(uri).unwrap().with_metadata("k", "v"))
        .to_vec();
    let passed = place.local().run(pass_many(files.clone())).await.unwrap();
    assert_eq!(passed, files);
    assert_eq!(place.server().passed().requests, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_refuses_fails_the_task() {
    let place = Place::s3();
    place.server().misbehave(Rule::always(Fault::Status(403)).method("PUT"));
    let error = place.local().run(give(place.write("a.csv", "x"))).await.unwrap_err().to_string();
    for words in ["task `files.places.give`", "a.csv", "access is denied"] {
        assert!(error.contains(words), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_streamed_and_downloaded_once() {
    let place = Place::s3();
    let large = "0123456789abcdef".repeat(1 << 20);
    let path = place.write("large.csv", &large);
    let file = place.local().run(give(path)).await.unwrap();
    let before = place.server().passed().sent;
    let (one, other) = tokio::join!(file.path(), file.path());
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(std::fs::read_to_string(file.path().await.unwrap()).unwrap(), large);
    let sent = place.server().passed().sent - before;
    // the server counts a body's last bytes when it gets to it
    assert!(sent <= large.len() as u64, "{sent} bytes were sent");
}
