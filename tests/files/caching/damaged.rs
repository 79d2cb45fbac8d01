//! A result of the cache that is damaged in its store, beneath the same length and the same tag: whoever reads it finds
//! out in the middle of the run, and it is made again there.

use std::io::{Seek, SeekFrom, Write};

use tokio::io::AsyncReadExt;

use super::*;

const WORDS: &str = "words that a task wrote";

#[task(cache = "1")]
fn page(words: String) -> FlyteFile {
    called();
    FlyteFile::from_bytes("page.txt", words)
}

#[derive(Debug, Clone, PartialEq, Columns)]
struct Row {
    id: i64,
    name: String,
}

#[task(cache = "1")]
fn table(n: i64) -> StructuredDataset<Row> {
    called();
    StructuredDataset::from_rows((0..n).map(|id| Row { id, name: format!("row {id}") }).collect())
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[task]
async fn by_bytes(file: FlyteFile) -> Result<String> {
    Ok(lossy(&file.bytes().await?))
}

#[task]
fn by_path(file: FlyteFile) -> Result<String> {
    Ok(lossy(&std::fs::read(file.blocking_path()?)?))
}

#[task]
async fn by_copy(file: FlyteFile) -> Result<String> {
    let folder = std::env::temp_dir().join(format!("flyte-copy-{}", std::process::id()));
    let copy = file.copy_to(&folder).await?;
    let text = std::fs::read(&copy)?;
    std::fs::remove_file(copy)?;
    Ok(lossy(&text))
}

#[task]
async fn by_stream(file: FlyteFile) -> Result<String> {
    let mut text = String::new();
    file.open().await?.read_to_string(&mut text).await?;
    Ok(text)
}

#[task]
async fn by_range(file: FlyteFile) -> Result<String> {
    Ok(lossy(&file.bytes_range(0..WORDS.len() as u64).await?))
}

#[task(cache = "1")]
async fn pass_on(file: FlyteFile) -> FlyteFile {
    called();
    file
}

#[workflow]
fn read_by_bytes(words: String) -> String {
    by_bytes(page(words))
}

#[workflow]
fn read_by_path(words: String) -> String {
    by_path(page(words))
}

#[workflow]
fn read_by_copy(words: String) -> String {
    by_copy(page(words))
}

#[workflow]
fn read_by_stream(words: String) -> String {
    by_stream(page(words))
}

#[workflow]
fn read_by_range(words: String) -> String {
    by_range(page(words))
}

/// What is passed on has two entries, both of which name it.
#[workflow]
fn read_after_passing_on(words: String) -> String {
    by_bytes(pass_on(page(words)))
}

#[workflow]
fn read_by_several(words: String) -> Vec<String> {
    let file = page(words);
    vec![by_bytes(file), by_path(file), by_stream(file), by_range(file)]
}

#[task]
async fn tree(folder: FlyteDirectory) -> Result<String> {
    let path = folder.path().await?;
    Ok(lossy(&std::fs::read(path.join("a"))?) + &lossy(&std::fs::read(path.join("deep/b"))?))
}

#[task]
async fn one_of(folder: FlyteDirectory) -> Result<String> {
    let mut text = String::new();
    for name in ["a", "deep/b"] {
        text += &lossy(&folder.file::<flyte::files::Any>(name)?.bytes().await?);
    }
    Ok(text)
}

#[workflow]
fn read_a_tree(words: String) -> String {
    tree(make_folder(words))
}

#[workflow]
fn read_one_of(words: String) -> String {
    one_of(make_folder(words))
}

#[task]
async fn rows(table: StructuredDataset<Row>) -> Result<String> {
    let rows = table.rows().await?;
    Ok(format!("{} {}", rows.len(), rows.iter().map(|row| row.id).sum::<i64>()))
}

#[workflow]
fn read_a_table(n: i64) -> String {
    rows(table(n))
}

#[task(cache = "1")]
fn numbers(n: i64) -> Vec<i64> {
    called();
    (0..n).collect()
}

#[task]
fn sum(xs: Vec<i64>) -> String {
    xs.iter().sum::<i64>().to_string()
}

#[task]
async fn sum_async(xs: Vec<i64>) -> String {
    xs.iter().sum::<i64>().to_string()
}

#[task]
async fn double(x: i64) -> i64 {
    2 * x
}

#[workflow]
fn read_a_list(n: i64) -> String {
    sum(numbers(n))
}

#[workflow]
fn read_a_list_async(n: i64) -> String {
    sum_async(numbers(n))
}

/// The engine itself takes it apart.
#[workflow]
fn map_a_list(n: i64) -> String {
    sum(numbers(n).map(double))
}

/// Flips a byte of each file below a folder whose path holds `name`, at `at` or in the middle, and keeps its time.
fn flip(folder: &std::path::Path, name: &str, at: Option<u64>) -> usize {
    let mut flipped = 0;
    flyte_tests::place::walk(Some(folder), &mut |path| {
        if !path.is_file() || !path.display().to_string().contains(name) {
            return;
        }
        let whole = std::fs::read(path).unwrap();
        let at = at.unwrap_or(whole.len() as u64 / 2);
        let time = path.metadata().unwrap().modified().unwrap();
        let mut permissions = path.metadata().unwrap().permissions();
        #[allow(clippy::permissions_set_readonly_false)]
        permissions.set_readonly(false);
        std::fs::set_permissions(path, permissions).unwrap();
        let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
        file.seek(SeekFrom::Start(at)).unwrap();
        file.write_all(&[whole[at as usize] ^ 1]).unwrap();
        file.set_modified(time).unwrap();
        flipped += 1;
    });
    flipped
}

/// Runs a workflow, damages what it has cached, and runs it twice again.
async fn heals(place: &Place, name: &str, workflow: impl Fn() -> Promise<String>) {
    let (local, warnings) = cached(place);
    let local = local.offload(flyte::Offload::new().above(400)).parallel(4);
    let (made, right) = calls(&local, workflow()).await;
    assert!(made > 0);
    assert_eq!(calls(&local, workflow()).await, (0, right.clone()));
    let said = warnings.take();
    assert!(!said.contains("runs again"), "{said}");
    // a copy that this process made before would do
    let place = &place.reopened();
    let local = local.stores(place.stores.clone());
    assert!(flip(&place.bucket, name, None) > 0, "nothing is called {name}");
    let (again, text) = calls(&local, workflow()).await;
    let said = warnings.take();
    assert_eq!(text, right, "{said}");
    assert!(again >= 1, "something was made again: {said}");
    assert!(said.contains("runs again") && said.contains("is not what was stored there"), "{said}");
    assert_eq!(calls(&local, workflow()).await, (0, right), "{}", warnings.take());
}

macro_rules! heal {
    ($($test:ident: $name:literal, $workflow:ident($input:expr);)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                let _turn = TURN.lock().await;
                heals(&Place::s3(), $name, || $workflow($input)).await;
            }
        )+
    };
}

heal! {
    a_file_that_is_read_whole: "page.txt", read_by_bytes(WORDS);
    a_file_that_is_read_by_its_path: "page.txt", read_by_path(WORDS);
    a_file_that_is_copied: "page.txt", read_by_copy(WORDS);
    a_file_that_is_read_as_a_stream: "page.txt", read_by_stream(WORDS);
    a_file_that_is_read_in_parts: "page.txt", read_by_range(WORDS);
    a_file_that_was_passed_on: "page.txt", read_after_passing_on(WORDS);
    a_directory_that_is_read_by_its_path: "deep/b", read_a_tree(WORDS);
    a_directory_of_which_files_are_read: "deep/b", read_one_of(WORDS);
    a_table: "bucket/raw", read_a_table(40);
    an_offloaded_value: "_metadata.pb", read_a_list(500);
    an_offloaded_value_of_an_asynchronous_task: "_metadata.pb", read_a_list_async(500);
    an_offloaded_value_that_is_mapped: "_metadata.pb", map_a_list(500);
}

/// All who read it at the same time wait for the same.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_made_again_once() {
    let _turn = TURN.lock().await;
    let place = Place::s3();
    let (local, warnings) = cached(&place);
    let right = vec![WORDS.to_owned(); 4];
    assert_eq!(calls(&local, read_by_several(WORDS)).await, (1, right.clone()));
    flip(place.server().bucket().as_path(), "page.txt", Some(0));
    assert_eq!(calls(&local, read_by_several(WORDS)).await, (1, right.clone()));
    assert_eq!(warnings.take().lines().count(), 1);
    assert_eq!(calls(&local, read_by_several(WORDS)).await, (0, right));
}

/// The result of a run that nobody in it has read.
#[tokio::test(flavor = "multi_thread")]
async fn the_result_of_a_run() {
    let _turn = TURN.lock().await;
    let place = Place::s3();
    let (local, warnings) = cached(&place);
    let local = local.offload(flyte::Offload::new().above(400));
    let right: Vec<i64> = (0..500).collect();
    assert_eq!(calls(&local, numbers(500)).await, (1, right.clone()));
    flip(place.server().bucket().as_path(), "_metadata.pb", None);
    assert_eq!(calls(&local, numbers(500)).await, (1, right.clone()));
    assert!(warnings.take().contains("is not what was stored there"));
    assert_eq!(calls(&local, numbers(500)).await, (0, right));

    // a file is read after the run: the error says what happens, and the next run has it
    let (_, file) = calls(&local, page(WORDS)).await;
    assert_eq!(file.bytes().await.unwrap(), WORDS);
    flip(place.server().bucket().as_path(), "page.txt", Some(3));
    let (count, file) = calls(&local, page(WORDS)).await;
    assert_eq!(count, 0, "the store says nothing of it");
    let error = file.bytes().await.unwrap_err().to_string();
    assert!(error.contains("page.txt is not what was stored there"), "{error}");
    assert!(error.contains("the next run computes it again"), "{error}");
    let (count, file) = calls(&local, page(WORDS)).await;
    assert_eq!((count, &file.bytes().await.unwrap()[..]), (1, WORDS.as_bytes()));
}

static VERSIONS: AtomicU32 = AtomicU32::new(0);

/// Breaks what a cache expects: it never gives the same.
#[task(cache = "1")]
fn fickle() -> FlyteFile {
    called();
    let version = VERSIONS.fetch_add(1, Ordering::SeqCst);
    FlyteFile::from_bytes("page.txt", format!("version {version}"))
}

#[workflow]
fn read_fickle() -> String {
    by_bytes(fickle())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_gives_something_else_helps_the_next_run() {
    let _turn = TURN.lock().await;
    let place = Place::s3();
    let (local, _) = cached(&place);
    assert_eq!(calls(&local, read_fickle()).await, (1, "version 0".into()));
    flip(place.server().bucket().as_path(), "page.txt", None);
    let error = local.run(read_fickle()).await.unwrap_err().to_string();
    assert!(error.contains("now gave something else") && error.contains("by_bytes"), "{error}");
    assert_eq!(calls(&local, read_fickle()).await, (0, "version 1".into()));
}

/// A store whose tag tells of the change, and files that are gone from a directory, show before anything is read.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_store_tells_is_seen_at_once() {
    let _turn = TURN.lock().await;
    let place = Place::s3();
    let (local, warnings) = cached(&place);
    assert_eq!(calls(&local, read_by_bytes(WORDS)).await.0, 1);
    let (_, file) = calls(&local, page(WORDS)).await;
    place
        .stores
        .write(&Location::parse(file.uri().unwrap()).unwrap(), "x".repeat(WORDS.len()))
        .await
        .unwrap();
    assert_eq!(calls(&local, read_by_bytes(WORDS)).await, (1, WORDS.into()));
    assert!(warnings.take().contains("page.txt has changed"));

    let (_, folder) = calls(&local, make_folder("x")).await;
    let mut entries = folder.entries().unwrap();
    let entry = entries.next().await.unwrap().unwrap();
    delete(&place, entry.location.as_str()).await;
    assert_eq!(calls(&local, make_folder("x")).await.0, 1, "one of two files is gone");
    assert!(warnings.take().contains("has changed"));
}
