//! Files and the cache: what is in them counts, and what is gone is computed again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use flyte::Local;
use flyte::engine::{Event, Observer};
use flyte::local::Cache;
use flyte::prelude::*;
use flyte::storage::Location;
use flyte_tests::s3::{Fault, Rule};

use crate::Place;

static CALLS: AtomicU32 = AtomicU32::new(0);

/// One test at a time counts calls.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn called() {
    CALLS.fetch_add(1, Ordering::SeqCst);
}

async fn calls<T: Outputs>(local: &Local, promise: Promise<T>) -> (u32, T) {
    let before = CALLS.load(Ordering::SeqCst);
    let result = local.run(promise).await.unwrap();
    (CALLS.load(Ordering::SeqCst) - before, result)
}

#[derive(Default)]
struct Warnings(Mutex<Vec<String>>);

impl Warnings {
    fn take(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap()).join("\n")
    }
}

impl Observer for Warnings {
    fn event(&self, event: &Event<'_>) {
        if let Event::Warning { message } = event {
            self.0.lock().unwrap().push((*message).to_owned());
        }
    }
}

impl Place {
    fn cached(&self) -> (Local, Arc<Warnings>) {
        let warnings = Arc::new(Warnings::default());
        let local = self.local().cache(Cache::at(self.path("cache")));
        (local.observe(warnings.clone()), warnings)
    }

    async fn delete(&self, uri: &str) {
        self.stores.delete(&Location::parse(uri).unwrap()).await.unwrap();
    }
}

#[derive(Debug, Clone, FlyteType)]
struct Packed {
    title: String,
    pages: Vec<FlyteFile>,
}

#[task(cache = "1")]
fn text(file: FlyteFile) -> Result<String> {
    called();
    let bytes = file.blocking_bytes()?;
    Ok(format!("{}: {}", file.name().unwrap_or_default(), String::from_utf8_lossy(&bytes)))
}

#[task(cache = "1")]
fn first_page(packed: Packed) -> Result<String> {
    called();
    Ok(String::from_utf8_lossy(&packed.pages[0].blocking_bytes()?).into_owned())
}

#[task(cache = "1")]
fn maybe(files: BTreeMap<String, Option<FlyteFile>>) -> Result<i64> {
    called();
    let files = files.values().flatten();
    files.map(|file| Ok(file.blocking_bytes()?.len() as i64)).sum()
}

#[task(cache = "1")]
async fn sizes(folder: FlyteDirectory) -> Result<BTreeMap<String, i64>> {
    called();
    let entries = folder.entries()?.all().await?;
    Ok(entries.into_iter().map(|entry| (entry.name, entry.size as i64)).collect())
}

fn file(path: &str) -> FlyteFile {
    FlyteFile::new(path).unwrap()
}

#[tokio::test]
async fn a_local_file_counts_as_its_content() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let (local, _) = place.cached();
    let path = place.write("a.txt", "one");
    assert_eq!(calls(&local, text(file(&path))).await, (1, "a.txt: one".into()));
    assert_eq!(calls(&local, text(file(&path))).await, (0, "a.txt: one".into()));
    place.write("a.txt", "two");
    assert_eq!(calls(&local, text(file(&path))).await, (1, "a.txt: two".into()), "it changed");
    place.write("a.txt", "one");
    assert_eq!(calls(&local, text(file(&path))).await.0, 0, "as it was");
    let elsewhere = place.write("elsewhere/a.txt", "one");
    assert_eq!(calls(&local, text(file(&elsewhere))).await.0, 0, "the same under another path");
    let other = place.write("b.txt", "one");
    assert_eq!(calls(&local, text(file(&other))).await.1, "b.txt: one", "a task sees the name");
    let noted = file(&path).with_metadata("rows", "1");
    assert_eq!(calls(&local, text(noted)).await.0, 1, "and the notes");
}

#[tokio::test]
async fn so_it_does_inside_values() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let (local, _) = place.cached();
    let path = place.write("a.txt", "one");
    let packed = || Packed { title: "t".into(), pages: vec![file(&path)] };
    let mapped = || BTreeMap::from([("a".to_owned(), Some(file(&path))), ("b".into(), None)]);
    for (content, count) in [("one", 1), ("one", 0), ("three", 1), ("three", 0), ("one", 0)] {
        place.write("a.txt", content);
        assert_eq!(calls(&local, first_page(packed())).await, (count, content.into()));
        assert_eq!(calls(&local, maybe(mapped())).await, (count, content.len() as i64));
    }
}

#[tokio::test]
async fn a_local_directory_counts_as_its_names_and_files() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let (local, _) = place.cached();
    let run = async |name: &str| {
        let folder = FlyteDirectory::new(place.path(name)).unwrap();
        calls(&local, sizes(folder)).await.0
    };
    place.write("one/a", "1");
    place.write("one/deep/b", "2");
    assert_eq!((run("one").await, run("one").await), (1, 0));
    place.write("two/deep/b", "2");
    assert_eq!(run("two").await, 1);
    place.write("two/a", "1");
    assert_eq!(run("two").await, 0, "the same tree elsewhere");
    place.write("two/a", "x");
    assert_eq!(run("two").await, 1, "another content of the same length");
    std::fs::rename(place.path("one/a"), place.path("one/c")).unwrap();
    assert_eq!(run("one").await, 1, "another name");
}

#[task(cache = "1")]
fn to_a_fixed_path(path: String, x: i64) -> Result<FlyteFile> {
    called();
    std::fs::write(&path, format!("{x}"))?;
    FlyteFile::new(path)
}

#[tokio::test]
async fn an_output_that_was_written_over_is_made_again() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let warnings = Arc::new(Warnings::default());
    let local = Local::new().cache(Cache::at(place.path("cache"))).observe(warnings.clone());
    let path = place.path("out.txt");
    for (x, count) in [(1, 1), (1, 0), (2, 1), (1, 1), (1, 0)] {
        let (ran, made) = calls(&local, to_a_fixed_path(path.clone(), x)).await;
        assert_eq!((ran, &made.bytes().await.unwrap()[..]), (count, format!("{x}").as_bytes()));
    }
    let said = warnings.take();
    assert!(said.contains("runs again") && said.contains("out.txt has changed"), "{said}");
}

#[task(cache = "1")]
fn make(words: String) -> (FlyteFile, Packed) {
    called();
    let page = |name: &str| FlyteFile::from_bytes(name, words.clone());
    (page("one"), Packed { title: words.clone(), pages: vec![page("two"), page("three")] })
}

#[task(cache = "1")]
async fn make_folder(words: String) -> Result<FlyteDirectory> {
    called();
    let folder = FlyteDirectory::create()?;
    for name in ["a", "deep/b"] {
        let mut file = folder.file::<flyte::files::Any>(name)?;
        file.write(words.as_bytes()).await?;
        file.finish().await?;
    }
    Ok(folder.finish())
}

async fn gone(place: &Place) {
    let (local, warnings) = place.cached();
    let (count, (one, packed)) = calls(&local, make("x")).await;
    assert_eq!(count, 1);
    let (count, again) = calls(&local, make("x")).await;
    assert_eq!((count, again.0.uri()), (0, one.uri()), "{}", warnings.take());
    assert_eq!(warnings.take(), "");
    for lost in [one.uri().unwrap(), packed.pages[1].uri().unwrap()] {
        let (_, (one, packed)) = calls(&local, make("x")).await;
        let lost = match lost.ends_with("/one") {
            true => one.uri().unwrap(),
            false => packed.pages[1].uri().unwrap(),
        };
        place.delete(lost).await;
        let (count, (new, _)) = calls(&local, make("x")).await;
        assert_eq!(count, 1, "{lost} is gone");
        assert_eq!(&new.bytes().await.unwrap()[..], b"x");
        let said = warnings.take();
        assert!(said.contains("files.caching.make` runs again") && said.contains(lost), "{said}");
        assert_eq!(calls(&local, make("x")).await.0, 0, "the entry was replaced");
    }

    let (_, folder) = calls(&local, make_folder("x")).await;
    assert_eq!(calls(&local, make_folder("x")).await.0, 0);
    for entry in folder.entries().unwrap().all().await.unwrap() {
        place.delete(entry.location.as_str()).await;
    }
    if let Some(path) = Location::parse(folder.uri()).unwrap().local_path() {
        std::fs::remove_dir_all(path).unwrap();
    }
    assert_eq!(calls(&local, make_folder("x")).await.0, 1);
    let said = warnings.take();
    assert!(said.contains(folder.uri()), "{said}");
}

#[tokio::test]
async fn what_is_gone_is_made_again_on_local_files() {
    let _turn = TURN.lock().await;
    gone(&Place::file()).await;
}

#[tokio::test]
async fn what_is_gone_is_made_again_in_memory() {
    let _turn = TURN.lock().await;
    gone(&Place::memory()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_is_made_again_on_s3() {
    let _turn = TURN.lock().await;
    gone(&Place::s3()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_says_no_is_no_reason_to_fail() {
    let _turn = TURN.lock().await;
    let place = Place::s3();
    let (local, warnings) = place.cached();
    assert_eq!(calls(&local, make("x")).await.0, 1);
    place.server.as_ref().unwrap().misbehave(Rule::always(Fault::Status(403)).method("HEAD"));
    assert_eq!(calls(&local, make("x")).await.0, 1);
    let said = warnings.take();
    assert!(said.contains("can't be looked at") && said.contains("access is denied"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_asks_once_per_reference_and_reads_nothing() {
    let _turn = TURN.lock().await;
    let place = Place::s3();
    let (local, _) = place.cached();
    calls(&local, make("x")).await;
    place.server.as_ref().unwrap().passed();
    assert_eq!(calls(&local, make("x")).await.0, 0);
    let passed = place.server.as_ref().unwrap().passed();
    assert_eq!((passed.requests, passed.sent, passed.received), (3, 0, 0));
}

#[task(cache(version = "1", serialize))]
async fn serialized(words: String) -> FlyteFile {
    called();
    FlyteFile::from_bytes("note", words)
}

#[workflow]
fn many(words: Vec<String>) -> Vec<FlyteFile> {
    words.map(serialized)
}

#[tokio::test]
async fn one_makes_again_what_is_gone_and_the_words_are_few() {
    let _turn = TURN.lock().await;
    let place = Place::memory();
    let (local, warnings) = place.cached();
    let same: Vec<String> = vec!["x".into(); 8];
    let (count, made) = calls(&local, many(same.clone())).await;
    assert_eq!(count, 1);
    place.delete(made[0].uri().unwrap()).await;
    assert_eq!(calls(&local, many(same)).await.0, 1, "the others wait for it");
    assert!(warnings.take().contains("/note is gone"));

    let (local, warnings) = place.cached();
    let other: Vec<String> = (0..50).map(|n| format!("{n}")).collect();
    let (_, made) = calls(&local, many(other.clone())).await;
    for file in &made {
        place.delete(file.uri().unwrap()).await;
    }
    assert_eq!(calls(&local, many(other)).await.0, 50);
    let said = warnings.take();
    assert_eq!(said.lines().count(), 20, "{said}");
    assert!(said.contains("(more like this aren't told)"), "{said}");
}

#[task]
fn by_path(path: String) -> Result<FlyteFile> {
    FlyteFile::new(path)
}

#[task]
fn by_bytes(words: String) -> FlyteFile {
    FlyteFile::from_bytes("same.txt", words)
}

#[task]
async fn by_stream(words: String) -> Result<FlyteFile> {
    FlyteFile::from_reader("same.txt", words.as_bytes()).await
}

#[task]
fn by_writing(words: String) -> Result<FlyteFile> {
    let mut writer = FlyteFile::blocking_create("same.txt")?;
    std::io::Write::write_all(&mut writer, words.as_bytes())?;
    writer.finish()
}

#[task]
async fn folder_by_path(path: String) -> Result<FlyteDirectory> {
    FlyteDirectory::new(path)
}

#[task]
async fn folder_by_writing(words: String) -> Result<FlyteDirectory> {
    make_folder::call(words).await
}

#[workflow]
fn all_ways(path: String, words: String) -> Vec<String> {
    let ways = vec![by_path(path), by_bytes(words), by_stream(words), by_writing(words)];
    vec![text(ways[0]), text(ways[1]), text(ways[2]), text(ways[3])]
}

#[workflow]
fn both_folders(path: String, words: String) -> (BTreeMap<String, i64>, BTreeMap<String, i64>) {
    let first = sizes(folder_by_path(path));
    (first, sizes(folder_by_writing(words)).after(first))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_is_found_under_another_uri() {
    let _turn = TURN.lock().await;
    let place = Place::s3();
    let local = place.cached().0.parallel(1);
    let path = place.write("in/same.txt", "words");
    let (count, texts) = calls(&local, all_ways(path.clone(), "words")).await;
    assert_eq!(count, 1, "whichever way it came");
    assert!(texts.iter().all(|text| text == "same.txt: words"), "{texts:?}");
    assert_eq!(calls(&local, all_ways(path.clone(), "words")).await.0, 0);
    assert_eq!(calls(&local, all_ways(path, "other")).await.0, 1, "another content");

    let tree = place.path("tree");
    place.write("tree/a", "words");
    place.write("tree/deep/b", "words");
    let (count, (one, other)) = calls(&local, both_folders(tree.clone(), "words")).await;
    assert_eq!((count, one), (2, other), "made twice, measured once");
    place.write("tree/deep/b", "wordz");
    assert_eq!(calls(&local, both_folders(tree, "words")).await.0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_hashed_where_nothing_is_cached() {
    let place = Place::s3();
    let hash = async |local: Local| {
        let entity = flyte::graph::Entity::Task(by_bytes::definition());
        let words = flyte::types::interface::encode_one(&"w".to_owned()).unwrap();
        let finished = local.run_entity(entity, vec![words]).await.unwrap();
        flyte::types::wire::hash_of(&finished.outputs[0])
    };
    let (cached, _) = place.cached();
    assert_eq!(hash(cached).await, None, "no task of this run has a cache");
    assert_eq!(hash(place.local()).await, None);
}

#[task(cache = "1")]
fn numbers(from: i64) -> Vec<i64> {
    called();
    (from..from + 1000).collect()
}

#[task(cache = "1")]
fn pages(words: String) -> Vec<FlyteFile> {
    called();
    let page = |n: usize| FlyteFile::from_bytes(format!("{n}.txt"), words.clone());
    (0..20).map(page).collect()
}

#[task]
fn pages_at(path: String) -> Result<Vec<FlyteFile>> {
    (0..20).map(|_| FlyteFile::new(&path)).collect()
}

#[task(cache = "1")]
fn length(pages: Vec<FlyteFile>) -> Result<i64> {
    called();
    pages.iter().map(|page| Ok(page.blocking_bytes()?.len() as i64)).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn offloaded_values_are_looked_for_too() {
    let _turn = TURN.lock().await;
    for place in [Place::file(), Place::s3()] {
        let (local, warnings) = place.cached();
        let local = local.offload(flyte::Offload::new().above(200));
        let stored = async || {
            let all = place.stores.list(&place.base).unwrap().all().await.unwrap();
            let offloaded = all.into_iter().filter(|entry| entry.name.ends_with("_metadata.pb"));
            offloaded.map(|entry| entry.location.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(calls(&local, numbers(1)).await.0, 1);
        assert_eq!(calls(&local, numbers(1)).await.0, 0);
        let [uri] = &stored().await[..] else { panic!("one value is offloaded") };
        place.delete(uri).await;
        assert_eq!(calls(&local, numbers(1)).await.0, 1);
        let said = warnings.take();
        assert!(said.contains(&format!("{uri} is gone")), "{said}");

        let (_, made) = calls(&local, pages("x")).await;
        assert_eq!(calls(&local, pages("x")).await.0, 0);
        place.delete(made[7].uri().unwrap()).await;
        assert_eq!(calls(&local, pages("x")).await.0, 1, "a file that an offloaded list names");
        let said = warnings.take();
        assert!(said.contains("/7.txt is gone"), "{said}");
    }
}

#[tokio::test]
async fn a_local_file_counts_in_an_offloaded_list() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let local = Local::new().cache(Cache::at(place.path("cache"))).run_dir(place.path("runs"));
    let local = local.offload(flyte::Offload::new().above(200));
    let path = place.write("a.txt", "one");
    assert_eq!(calls(&local, length(pages_at(path.clone()))).await, (1, 60));
    assert_eq!(calls(&local, length(pages_at(path.clone()))).await, (0, 60));
    place.write("a.txt", "three");
    assert_eq!(calls(&local, length(pages_at(path))).await, (1, 100));
}
