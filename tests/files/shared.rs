//! Files that several tasks have: what one of them writes no other one reads.

use std::io::Write;
use std::path::Path;

use flyte::Local;
use flyte::prelude::*;
use flyte_tests::place::Place;

const TEXT: &str = "0123456789";

#[task]
fn note() -> FlyteFile {
    FlyteFile::from_bytes("note.txt", TEXT)
}

#[task]
fn place_note(path: String) -> Result<FlyteFile> {
    FlyteFile::new(path)
}

#[task]
async fn streamed() -> Result<FlyteFile> {
    let mut writer = FlyteFile::create("note.txt")?;
    writer.write(TEXT.as_bytes()).await?;
    writer.finish().await
}

/// Writes as many other bytes into a file, whether it may or not. Only root may.
fn scribble_into(path: &Path) {
    if let Ok(mut file) = std::fs::OpenOptions::new().write(true).open(path) {
        file.write_all(b"scribbled!").unwrap();
    }
}

#[task]
fn scribble(file: FlyteFile) -> Result<i64> {
    let path = file.blocking_path()?;
    scribble_into(&path);
    Ok(1)
}

#[task]
fn text(file: FlyteFile) -> Result<String> {
    Ok(std::fs::read_to_string(file.blocking_path()?)?)
}

#[task]
async fn bytes(file: FlyteFile) -> Result<String> {
    Ok(String::from_utf8(file.bytes().await?.to_vec())?)
}

#[workflow]
fn read_after() -> (String, String) {
    let file = note();
    let done = scribble(file);
    let (one, other) = (text(file), bytes(file));
    one.after(done);
    other.after(done);
    (one, other)
}

#[workflow]
fn read_stream_after() -> String {
    let file = streamed();
    let done = scribble(file);
    text(file).after(done)
}

#[workflow]
fn read_uploaded_after(path: String) -> String {
    let file = place_note(path);
    let done = scribble(file);
    text(file).after(done)
}

#[track_caller]
fn unchanged<T: std::fmt::Debug + PartialEq>(gave: Result<T>, expected: &T) {
    match gave {
        Ok(gave) => assert_eq!(gave, *expected),
        Err(error) => {
            let error = error.to_string();
            assert!(error.contains("was changed after") && error.contains("copy_to"), "{error}");
        }
    }
}

/// Where the file itself is given out a change is an error for the next task; a copy is made anew.
async fn a_change_is_noticed(place: &Place) {
    let path = place.write("in/note.txt", TEXT);
    let local = place.local();
    unchanged(local.run(read_after()).await, &(TEXT.into(), TEXT.into()));
    unchanged(local.run(read_stream_after()).await, &TEXT.into());
    unchanged(local.run(read_uploaded_after(path.clone())).await, &TEXT.into());
    assert_eq!(std::fs::read_to_string(path).unwrap(), TEXT, "what was uploaded stays as it was");
    if place.base.local_path().is_none() {
        assert_eq!(local.run(read_stream_after()).await.unwrap(), TEXT, "a copy is made anew");
    }
}

#[task]
async fn folder() -> Result<FlyteDirectory> {
    let folder = FlyteDirectory::create()?;
    for name in ["a.txt", "deep/b.txt"] {
        let mut file = folder.file::<flyte::files::Any>(name)?;
        file.write(TEXT.as_bytes()).await?;
        file.finish().await?;
    }
    Ok(folder.finish())
}

#[task]
fn scribble_inside(folder: FlyteDirectory, name: String) -> Result<i64> {
    let path = folder.blocking_path()?.join(name);
    if path.exists() {
        scribble_into(&path);
    } else {
        let _ = std::fs::write(path, "one more");
    }
    Ok(1)
}

#[task]
fn all_text(folder: FlyteDirectory) -> Result<String> {
    let path = folder.blocking_path()?;
    let mut files = Vec::new();
    flyte_tests::place::walk(Some(&path), &mut |path| files.push(path.to_owned()));
    files.retain(|path| path.is_file());
    files.iter().map(|path| Ok(std::fs::read_to_string(path)?)).collect()
}

#[workflow]
fn read_folder_after(name: String) -> String {
    let folder = folder();
    let done = scribble_inside(folder, name);
    all_text(folder).after(done)
}

#[task]
async fn one_of(folder: FlyteDirectory) -> Result<String> {
    let file: FlyteFile = folder.file("deep/b.txt")?;
    Ok(String::from_utf8(file.bytes().await?.to_vec())?)
}

#[workflow]
fn read_one_after() -> String {
    let folder = folder();
    let before = one_of(folder);
    let done = scribble_inside(folder, "deep/b.txt");
    done.after(before);
    one_of(folder).after(done)
}

async fn a_change_in_a_directory_is_noticed(place: &Place) {
    let local = place.local();
    for name in ["a.txt", "deep/b.txt", "new.txt"] {
        unchanged(local.run(read_folder_after(name)).await, &TEXT.repeat(2));
    }
    unchanged(local.run(read_one_after()).await, &TEXT.into());
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Row {
    id: i64,
}

#[task]
fn table() -> StructuredDataset<Row> {
    StructuredDataset::from_rows((0..100).map(|id| Row { id }).collect())
}

#[task]
fn scribble_table(table: StructuredDataset<Row>) -> Result<i64> {
    if let Some(path) = flyte::storage::Location::parse(table.uri().unwrap())?.local_path() {
        flyte_tests::place::walk(Some(path), &mut |file| {
            if file.is_file() {
                scribble_into(file);
            }
        });
    }
    Ok(1)
}

#[task]
fn sum(table: StructuredDataset<Row>) -> Result<i64> {
    Ok(table.blocking_rows()?.iter().map(|row| row.id).sum())
}

#[workflow]
fn read_table_after() -> i64 {
    let table = table();
    let before = sum(table);
    let done = scribble_table(table);
    done.after(before);
    sum(table).after(done)
}

async fn a_change_of_a_table_is_noticed(place: &Place) {
    unchanged(place.local().run(read_table_after()).await, &4950);
}

/// What is stored may not be written to; a copy may, and changes nothing.
async fn an_own_copy(place: &Place) {
    let local = place.local();
    let context = place.context();
    let to = |name: &str| place.folder.path().join("own").join(name);
    std::fs::create_dir_all(to("folder")).unwrap();
    let file = local.run(streamed()).await.unwrap();
    let file: FlyteFile = context.run(|| FlyteFile::from_uri(file.uri().unwrap())).unwrap();
    assert!(std::fs::metadata(file.path().await.unwrap()).unwrap().permissions().readonly());
    assert_eq!(file.copy_to(to("a.txt")).await.unwrap(), to("a.txt"));
    assert_eq!(file.copy_to(to("folder")).await.unwrap(), to("folder").join("note.txt"));
    let tree: FlyteDirectory = {
        let made = local.run(folder()).await.unwrap();
        context.run(|| FlyteDirectory::from_uri(made.uri())).unwrap()
    };
    assert!(
        std::fs::metadata(tree.path().await.unwrap().join("deep/b.txt"))
            .unwrap()
            .permissions()
            .readonly()
    );
    assert_eq!(tree.copy_to(to("tree")).await.unwrap(), to("tree"));
    for own in [to("a.txt"), to("folder").join("note.txt"), to("tree").join("deep/b.txt")] {
        assert!(!std::fs::metadata(&own).unwrap().permissions().readonly());
        std::fs::write(&own, "mine").unwrap();
    }
    assert_eq!(&file.bytes().await.unwrap()[..], TEXT.as_bytes());
    assert_eq!(std::fs::read_to_string(file.path().await.unwrap()).unwrap(), TEXT);
    let held: FlyteFile = FlyteFile::from_bytes("held.txt", "held");
    assert_eq!(held.copy_to(to("folder")).await.unwrap(), to("folder").join("held.txt"));
    assert_eq!(std::fs::read(to("folder").join("held.txt")).unwrap(), b"held");
}

flyte_tests::everywhere! {
    a_change_is_noticed
    a_change_in_a_directory_is_noticed
    a_change_of_a_table_is_noticed
    an_own_copy
}

#[task]
fn write_there(path: String, text: String) -> Result<FlyteFile> {
    std::fs::write(&path, text)?;
    FlyteFile::new(path)
}

#[workflow]
fn one_path_for_two(path: String) -> (String, String) {
    let one = write_there(path, "the first");
    let other = write_there(path, "the other");
    other.after(one);
    (text(one), text(other).after(one))
}

/// Without a place for output a file stays where it is. Two tasks that write to one path would be given one file.
#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_two_tasks_write_to() {
    let place = Place::file();
    let error = Local::new().run(one_path_for_two(place.path("x.txt"))).await.unwrap_err();
    let error = error.to_string();
    let told = ["was handed over or read in this run before", "was changed after"];
    assert!(told.iter().any(|told| error.contains(told)) && error.contains("x.txt"), "{error}");
    // the next run may write there again, and where there is a place for output each is uploaded
    for text in ["one", "two"] {
        let file = Local::new().run(write_there(place.path("y.txt"), text)).await.unwrap();
        assert_eq!(&file.bytes().await.unwrap()[..], text.as_bytes());
    }
    let (one, other) = place.local().run(one_path_for_two(place.path("x.txt"))).await.unwrap();
    assert_eq!((one.as_str(), other.as_str()), ("the first", "the other"));
}
