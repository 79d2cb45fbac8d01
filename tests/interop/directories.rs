//! Directories.

use flyte::files::Txt;
use flyte::prelude::*;
use serde_json::{Value, json};

use crate::peer;
use crate::place::{Place, everywhere, in_both, same_types};

/// The files of a tree, each with its own name as its text.
const TREE: [&str; 12] = [
    "plain.txt",
    "empty.txt",
    "deep/er/two words.txt",
    "deep/er/ünï.txt",
    "deep/a+b=c&d;e,f@g$h!(i)'j.txt",
    "sp ace/#hash ~tilde^.txt",
    "packed/x.txt.gz",
    "_SUCCESS",
    "100%41.txt",
    "a%20b/c%2Fd.txt",
    "glob[x]*?{y}.txt",
    "back\\slash.txt",
];

fn text(name: &str) -> &str {
    if matches!(name, "empty.txt" | "_SUCCESS") { "" } else { name }
}

#[task]
fn write_directory(path: String) -> Result<FlyteDirectory<Txt>> {
    FlyteDirectory::new(path)
}

/// Each file under its name.
pub async fn tree<F>(folder: &FlyteDirectory<F>) -> Result<Value>
where
    F: flyte::files::Format,
{
    let mut found = json!({});
    let whole = folder.path().await?;
    let mut entries = folder.entries()?;
    while let Some(entry) = entries.next().await {
        let entry = entry?;
        let bytes = folder.file::<Txt>(&entry.name)?.bytes().await?;
        assert_eq!(bytes.len() as u64, entry.size);
        assert_eq!(bytes, std::fs::read(whole.join(&entry.name))?);
        found[&entry.name] = String::from_utf8(bytes.into())?.into();
    }
    Ok(found)
}

/// What `read_directory` of flytekit says.
#[task]
async fn read_directory(folder: FlyteDirectory<Txt>) -> Result<String> {
    Ok(json!({"uri": folder.uri(), "files": tree(&folder).await?}).to_string())
}

fn check(place: &Place, found: &Value) {
    assert!(found["uri"].as_str().unwrap().starts_with(place.base.as_str()), "{found}");
    let expected: BTreeMap<&str, &str> = TREE.iter().map(|name| (*name, text(name))).collect();
    assert_eq!(found["files"], json!(expected), "on {}", place.name);
}

async fn cross(place: &Place) {
    for name in TREE {
        place.write(&format!("tree/{name}"), text(name));
    }
    let inputs = place.values(place.path("tree"));
    let ours = place.ours(write_directory::definition(), &inputs).await;
    let theirs = place.theirs("tasks.write_directory", &inputs).await;
    for written in [ours, theirs] {
        check(place, &place.theirs("tasks.read_directory", &written).await.json());
        check(place, &place.ours(read_directory::definition(), &written).await.json());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn directories_cross() {
    everywhere(cross).await;
}

/// Consoles store an empty object for each directory; so a directory may be there that holds nothing.
#[tokio::test(flavor = "multi_thread")]
async fn directories_of_consoles() {
    if !peer::is_there() {
        return;
    }
    let objects = [
        ("raw/x/", ""),
        ("raw/x/a.txt", "1"),
        ("raw/x/empty.txt", ""),
        ("raw/x/nothing/", ""),
        ("raw/x/sub/", ""),
        ("raw/x/sub-b.txt", "2"),
        ("raw/x/sub/c.txt", "3"),
        ("raw/x/sub/deep/", ""),
        ("raw/xy.txt", "a neighbour"),
    ];
    let expected = json!({"a.txt": "1", "empty.txt": "", "sub-b.txt": "2", "sub/c.txt": "3"});
    let place = Place::moto_with(&objects);
    for uri in ["x", "x/"] {
        let uri = format!("{}/{uri}", place.base);
        let folder = place.values(FlyteDirectory::<Txt>::from_uri(uri.clone()).unwrap());
        let found = place.ours(read_directory::definition(), &folder).await.json();
        assert_eq!(found, json!({"uri": uri, "files": expected}));
        let theirs = place.theirs("tasks.read_directory", &folder).await.json();
        assert_eq!(theirs, found);
    }
}

#[test]
fn types_of_directories_are_equal() {
    same_types(&[
        (write_directory::definition(), "tasks.write_directory"),
        (read_directory::definition(), "tasks.read_directory"),
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_directories_cross() {
    in_both(empty_crosses).await;
}

async fn empty_crosses(place: &Place) {
    std::fs::create_dir_all(place.path("nothing")).unwrap();
    let inputs = place.values(place.path("nothing"));
    let ours = place.ours(write_directory::definition(), &inputs).await;
    let theirs = place.theirs("tasks.write_directory", &inputs).await;
    for written in [ours, theirs] {
        let read = place.ours(read_directory::definition(), &written).await.json();
        assert_eq!(read["files"], json!({}), "on {}", place.name);
        // in a store flytekit doesn't find it, not even its own
        if place.base.is_local() {
            let read = place.theirs("tasks.read_directory", &written).await.json();
            assert_eq!(read["files"], json!({}));
        }
    }
}
