//! Runs on this machine without a place for output.

use flyte::prelude::*;

use flyte_tests::place::Place;

#[task]
fn give(path: String) -> Result<FlyteFile> {
    FlyteFile::new(path)
}

#[task]
fn hold() -> FlyteFile {
    FlyteFile::from_bytes("note.txt", "kept in memory")
}

#[task]
async fn copy(file: FlyteFile) -> Result<FlyteFile> {
    FlyteFile::from_reader("copy.txt", file.open().await?).await
}

#[tokio::test]
async fn a_path_is_its_own_uri() {
    let place = Place::file();
    let path = place.write("x/a.txt", "text");
    let file = give(path.clone()).await.unwrap();
    assert_eq!(file.uri(), Some(path.as_str()));
    assert_eq!(file.path().await.unwrap().to_str(), Some(path.as_str()));
    assert_eq!(file.name().as_deref(), Some("a.txt"));
}

#[tokio::test]
async fn bytes_and_streams_are_written_somewhere() {
    let place = Place::file();
    let file = flyte::Local::new().run_dir(place.path("runs")).run(copy(hold())).await.unwrap();
    assert_eq!(&file.bytes().await.unwrap()[..], b"kept in memory");
    let uri = file.uri().unwrap();
    assert!(uri.starts_with(&place.path("runs")) && uri.ends_with("/copy.txt"), "{uri}");
}

#[tokio::test]
async fn what_is_not_there_is_an_error() {
    let place = Place::file();
    let error = give(place.path("missing.txt")).await.unwrap_err();
    assert!(error.to_string().ends_with("missing.txt doesn't exist"), "{error}");
    let error = give(place.path(".")).await.unwrap_err();
    assert!(error.to_string().contains("use `FlyteDirectory`"), "{error}");
}

#[tokio::test]
async fn ranges_and_bytes_in_memory() {
    let file: FlyteFile = FlyteFile::from_bytes("a", "0123456789");
    assert_eq!(&file.bytes_range(2..5).await.unwrap()[..], b"234");
    assert!(file.bytes_range(8..11).await.is_err());
    assert_eq!(file.uri(), None);
    assert_eq!(format!("{file:?}"), "FlyteFile(\"a\" (10 bytes in memory))");
}
