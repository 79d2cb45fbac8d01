//! A byte that is not what was written, in each kind of thing that a run leaves: noticed, or harmless.

use std::path::{Path, PathBuf};

use flyte::local::Cache;
use flyte::prelude::*;
use flyte::{Local, Offload};
use flyte_tests::place::Place;

use crate::{files, run, said, victim};

fn sum(folder: &Path) -> String {
    let (output, text, _) = run(victim("every-kind", folder).env("HOME", folder));
    assert!(output.status.success(), "{text}");
    said(&text, "sum").to_owned()
}

#[test]
fn a_damaged_byte_is_noticed_or_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let right = sum(folder.path());
    let mut kinds = std::collections::BTreeSet::new();
    for path in files(folder.path()) {
        let Ok(whole) = std::fs::read(&path) else { continue };
        let relative = path.strip_prefix(folder.path()).unwrap().display().to_string();
        if whole.is_empty() || relative.ends_with(".lock") {
            continue;
        }
        let extension = path.extension().map(|it| it.to_string_lossy().into_owned());
        let kind = relative.split('/').next().unwrap_or_default().to_owned();
        kinds.insert(format!("{kind}/{}", extension.unwrap_or_default()));
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        #[allow(clippy::permissions_set_readonly_false)]
        permissions.set_readonly(false);
        std::fs::set_permissions(&path, permissions).unwrap();
        for index in [0, whole.len() / 2, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[index] ^= 1;
            std::fs::write(&path, damaged).unwrap();
            assert_eq!(sum(folder.path()), right, "byte {index} of {relative}");
        }
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(sum(folder.path()), right, "half of {relative}");
    }
    // each kind of thing was there; the file of a table has no extension
    for kind in ["cache/entry", ".flyte/bin", ".flyte/", ".flyte/pb", "runs/pb", "runs/json"] {
        assert!(kinds.contains(kind), "no {kind}: {kinds:?}");
    }
}

#[task(cache = "1")]
fn note(words: String) -> FlyteFile {
    FlyteFile::from_bytes("note.txt", words)
}

#[task(cache = "1")]
async fn folder_of(words: String) -> Result<FlyteDirectory> {
    let folder = FlyteDirectory::create()?;
    for name in ["a", "b"] {
        let mut file = folder.file::<flyte::files::Any>(name)?;
        file.write(words.as_bytes()).await?;
        file.finish().await?;
    }
    Ok(folder.finish())
}

#[task(cache = "1")]
fn list(words: String) -> Vec<String> {
    vec![words; 3]
}

#[task]
fn read_all(file: FlyteFile, folder: FlyteDirectory, list: Vec<String>) -> Result<String> {
    let mut text = String::from_utf8_lossy(&file.blocking_bytes()?).into_owned();
    for name in ["a", "b"] {
        let file = folder.file::<flyte::files::Any>(name)?;
        text += &String::from_utf8_lossy(&file.blocking_bytes()?);
    }
    Ok(text + &list.concat())
}

#[workflow]
fn all_of(words: String) -> String {
    read_all(note(words), folder_of(words), list(words))
}

fn put(path: &Path, bytes: &[u8]) {
    // what is stored is read-only
    let _ = std::fs::remove_file(path);
    std::fs::write(path, bytes).unwrap();
}

/// Every byte of every small thing, every length, and two things in each other's place.
#[tokio::test(flavor = "multi_thread")]
async fn every_byte_and_every_length_is_noticed_or_harmless() {
    let place = Place::file();
    let local = Local::new()
        .cache(Cache::at(place.path("cache")))
        .raw_output_prefix(place.prefix())
        .offload(Offload::new().above(0));
    let right = ["one", "two"].map(|words| words.repeat(6));
    let run = async |what: &str| {
        for (words, right) in ["one", "two"].iter().zip(&right) {
            let got = local.run(all_of(*words)).await;
            assert_eq!(got.as_ref().ok(), Some(right), "{what}: {got:?}");
        }
    };
    run("at first").await;
    // what a run made again lies elsewhere afterwards, so the things are looked for anew each time
    let things = || {
        let mut all: Vec<PathBuf> = files(place.folder.path());
        all.retain(|path| path.metadata().is_ok_and(|meta| (1..4096).contains(&meta.len())));
        all
    };
    let mut damaged = 0;
    for index in 0..things().len() {
        let Some(path) = things().get(index).cloned() else { break };
        let whole = std::fs::read(&path).unwrap();
        let kind = path.extension().is_some_and(|it| it == "entry");
        // each byte of the small ones, some of the longer
        let step = if whole.len() < 64 { 1 } else { 11 };
        let mut states: Vec<Vec<u8>> = (0..whole.len())
            .step_by(step)
            .map(|at| {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << (at % 8);
                bytes
            })
            .collect();
        states.extend(
            (0..whole.len()).step_by(if kind { 41 } else { step }).map(|to| whole[..to].to_vec()),
        );
        states.push([&whole[..], &[0]].concat());
        states.push([&whole[..], &whole[..]].concat());
        for state in states {
            damaged += 1;
            put(&path, &state);
            run(&format!("{}: {} bytes", path.display(), state.len())).await;
        }
    }
    let all = things();
    for (one, other) in all.iter().zip(all.iter().rev()) {
        let (Ok(first), Ok(second)) = (std::fs::read(one), std::fs::read(other)) else { continue };
        put(one, &second);
        put(other, &first);
        run(&format!("{} and {} in each other's place", one.display(), other.display())).await;
    }
    assert!(damaged > 300, "{damaged}");
}
