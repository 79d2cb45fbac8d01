//! What is written to a store is hashed on the way there, so that the same is found under another uri.

use super::*;

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
    let local = cached(&place).0.parallel(1);
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
    let (local, _) = cached(&place);
    assert_eq!(hash(local).await, None, "no task of this run has a cache");
    assert_eq!(hash(place.local()).await, None);
}
