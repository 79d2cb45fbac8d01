//! Files by themselves.

use flyte::files::Txt;
use flyte::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::peer;
use crate::place::{Place, everywhere, same_types};

/// Names that some part on the way might take for something else, and one that is plain.
const NAMES: [&str; 8] = [
    "plain.txt",
    "two words.txt",
    "ünï.txt",
    "a+b=c&d;e,f@g$h!(i)'j.txt",
    "#hash ~tilde^.txt",
    "packed.txt.gz",
    "empty.txt",
    "large.bin",
];

fn content(name: &str) -> Vec<u8> {
    match name {
        "empty.txt" => Vec::new(),
        "large.bin" => (0..20 << 20).map(|at: u32| (at ^ (at >> 11)) as u8).collect(),
        // the shortest valid gzip member with the word "packed"
        "packed.txt.gz" => {
            let mut packed = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01\x06\0\xf9\xffpacked".to_vec();
            packed.extend([0x10, 0xb4, 0xf6, 0x21, 6, 0, 0, 0]);
            packed
        }
        name => format!("this is {name}").into_bytes(),
    }
}

pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[task]
fn write_files(paths: Vec<String>, notes: BTreeMap<String, String>) -> Result<Vec<FlyteFile<Txt>>> {
    let file = |path| {
        let file = FlyteFile::new(path)?;
        Ok(notes.iter().fold(file, |file, (key, value)| file.with_metadata(key, value)))
    };
    paths.into_iter().map(file).collect()
}

/// What `read_files` of flytekit says, by each way of reading.
#[task]
async fn read_files(files: Vec<FlyteFile<Txt>>) -> Result<String> {
    let mut found = Vec::new();
    for file in files {
        let whole = file.bytes().await?;
        let path = file.path().await?;
        assert_eq!(whole, std::fs::read(path)?, "{file:?}");
        let half = whole.len() / 2;
        if half > 0 {
            let part = file.bytes_range(half as u64..whole.len() as u64).await?;
            assert_eq!(whole[half..], part, "{file:?}");
        }
        found.push(
            json!({"uri": file.uri(), "sha256": digest(&whole), "metadata": file.metadata()}),
        );
    }
    Ok(Value::from(found).to_string())
}

#[task]
fn pass_files(files: Vec<FlyteFile<Txt>>) -> Vec<FlyteFile<Txt>> {
    files
}

fn check(place: &Place, names: &[&str], notes: &BTreeMap<String, String>, found: &Value) {
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), names.len());
    for (file, name) in found.iter().zip(names) {
        let uri = file["uri"].as_str().unwrap();
        assert!(uri.starts_with(place.base.as_str()) && uri.ends_with(name), "{uri}");
        assert_eq!(file["sha256"], digest(&content(name)), "{uri}");
        assert_eq!(file["metadata"], json!(notes), "{uri}");
    }
}

async fn cross(place: &Place) {
    let paths: Vec<String> = NAMES.iter().map(|name| place.write(name, content(name))).collect();
    let notes = BTreeMap::from([("rows".to_owned(), "2 ä".to_owned()), ("by".into(), "".into())]);
    for (many, notes) in [(NAMES.len(), BTreeMap::new()), (1, notes)] {
        let inputs = place.values((paths[..many].to_vec(), notes.clone()));
        let ours = place.ours(write_files::definition(), &inputs).await;
        let theirs = place.theirs("tasks.write_files", &inputs).await;
        for written in [ours, theirs] {
            let read = place.theirs("tasks.read_files", &written).await.json();
            check(place, &NAMES[..many], &notes, &read);
            let read = place.ours(read_files::definition(), &written).await.json();
            check(place, &NAMES[..many], &notes, &read);
        }
    }
    // flytekit decodes the uri of a file that it has uploaded, and so reads files of such names from others only
    let names = ["100%41.txt", "a%20b.txt"];
    let paths: Vec<String> = names.iter().map(|name| place.write(name, content(name))).collect();
    let inputs = place.values((paths, BTreeMap::<String, String>::new()));
    let ours = place.ours(write_files::definition(), &inputs).await;
    let read = place.theirs("tasks.read_files", &ours).await.json();
    check(place, &names, &BTreeMap::new(), &read);
    let read = place.ours(read_files::definition(), &ours).await.json();
    check(place, &names, &BTreeMap::new(), &read);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_cross() {
    everywhere(cross).await;
}

/// flytekit doesn't find files by such a uri, not even its own.
#[tokio::test(flavor = "multi_thread")]
async fn local_files_called_by_a_uri() {
    if !peer::is_there() {
        return;
    }
    let place = Place::uri();
    let names = &NAMES[..4];
    let paths: Vec<String> = names.iter().map(|name| place.write(name, content(name))).collect();
    let inputs = place.values((paths, BTreeMap::<String, String>::new()));
    let theirs = place.theirs("tasks.write_files", &inputs).await;
    let read = place.ours(read_files::definition(), &theirs).await.json();
    check(&place, names, &BTreeMap::new(), &read);
    // ours are called by their paths
    let ours = place.ours(write_files::definition(), &inputs).await;
    let read = place.theirs("tasks.read_files", &ours).await.json();
    let uris = read.as_array().unwrap().iter().map(|file| file["uri"].as_str().unwrap());
    assert!(
        uris.clone().count() == 4 && uris.into_iter().all(|uri| uri.starts_with('/')),
        "{read}"
    );
}

#[test]
fn types_of_files_are_equal() {
    same_types(&[
        (write_files::definition(), "tasks.write_files"),
        (read_files::definition(), "tasks.read_files"),
    ]);
}
