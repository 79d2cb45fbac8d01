//! What is written and read without a copy on the disk, and what comes out of a field.

use flyte::prelude::*;
use flyte::types::wire;

use crate::directories::tree;
use crate::files::digest;
use crate::inside::{paths_and_folder, write_report};
use crate::place::{Place, Values, everywhere, in_both};

#[task]
async fn stream_file(word: String) -> Result<FlyteFile> {
    let mut writer = FlyteFile::create("streamed.txt")?;
    for part in 0..3 {
        writer.write(format!("{word} {part}\n").as_bytes()).await?;
    }
    writer.finish().await
}

#[task]
async fn stream_directory(word: String) -> Result<FlyteDirectory> {
    let folder = FlyteDirectory::create()?;
    for name in ["top.txt", "deep/down.txt"] {
        let mut file = folder.file::<flyte::files::Txt>(name)?;
        file.write(word.as_bytes()).await?;
        file.finish().await?;
    }
    Ok(folder.finish())
}

#[task]
fn read_file(file: FlyteFile) -> Result<String> {
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut file.blocking_open()?, &mut text)?;
    Ok(digest(&text))
}

#[task]
async fn read_directory(folder: FlyteDirectory) -> Result<String> {
    Ok(tree(&folder).await?.to_string())
}

async fn streams_cross(place: &Place) {
    let word = place.values("wörd".to_owned());
    let ours = place.ours(stream_file::definition(), &word).await;
    let theirs = place.theirs("tasks.stream_file", &word).await;
    let expected = digest("wörd 0\nwörd 1\nwörd 2\n".as_bytes());
    for written in [ours, theirs] {
        assert_eq!(place.theirs("tasks.read_file", &written).await.json()["sha256"], expected);
        assert_eq!(place.ours(read_file::definition(), &written).await.one::<String>(), expected);
    }
    let ours = place.ours(stream_directory::definition(), &word).await;
    let theirs = place.theirs("tasks.stream_directory", &word).await;
    for written in [ours, theirs] {
        let read = place.ours(read_directory::definition(), &written).await.json();
        assert_eq!(read, serde_json::json!({"top.txt": "wörd", "deep/down.txt": "wörd"}));
        let theirs = place.theirs("tasks.read_directory", &written).await.json();
        assert_eq!(theirs["files"], read);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_cross_everywhere() {
    everywhere(streams_cross).await;
}

/// A field of a struct, as whoever passes a field on gets it.
fn field(place: &Place, values: &Values, name: &str) -> Values {
    let path = [wire::Step::Key(name.into())];
    place.literals(&[wire::resolve(&values.literals()[0], &path).expect("a field")])
}

async fn fields_cross(place: &Place) {
    let inputs = place.values(paths_and_folder(place));
    let ours = place.ours(write_report::definition(), &inputs).await;
    let theirs = place.theirs("tasks.write_report", &inputs).await;
    for written in [ours, theirs] {
        let file = field(place, &written, "main");
        let expected = digest(b"a.txt");
        assert_eq!(place.theirs("tasks.read_file", &file).await.json()["sha256"], expected);
        assert_eq!(place.ours(read_file::definition(), &file).await.one::<String>(), expected);
        let folder = field(place, &written, "folder");
        let expected = serde_json::json!({"deep/b.txt": "in a folder"});
        assert_eq!(place.ours(read_directory::definition(), &folder).await.json(), expected);
        let theirs = place.theirs("tasks.read_directory", &folder).await.json();
        assert_eq!(theirs["files"], expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_of_structs_cross() {
    in_both(fields_cross).await;
}
