//! What stands for files, directories and tables in cache keys: a hash of what is in them.
//!
//! A file that lies on this machine can change under its path, so it is read when a key is made. One in a store is
//! hashed while it is written there, if a task with a cache may come to see it, and the hash travels in
//! `Literal.hash`. Inside a struct there is no place for one: there the uri stands for a file in a store.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt};

use super::known;
use super::reference::{AT_ONCE, Reference, Source};
use crate::error::{Error, Result};
use crate::storage::{Location, Scheme, Stores};

/// BLAKE3 of a file's bytes, or of a directory's names and the bytes behind them.
pub(super) type Content = [u8; 32];

/// Whether what lies there belongs to this machine or process, where anybody may change it.
pub(super) fn is_here(location: &Location) -> bool {
    matches!(location.scheme(), Scheme::File | Scheme::Memory)
}

/// What a hash of ours begins with. It travels in literals, where hashes of the user's and of other engines stand too.
const OURS: &str = "flyte.blake3:";

/// Whether a hash in a literal was made by [`text`].
pub(super) fn is_ours(hash: &str) -> bool {
    hash.starts_with(OURS)
}

/// What stands for a file or directory in keys. A task sees a file's name and notes too, so they count; a directory
/// gets another name wherever it goes.
pub(super) fn text(reference: &Reference, content: &Content) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    let name = match reference.directory {
        true => None,
        false => reference.uri().and_then(|uri| Location::parse(uri).ok()),
    };
    part("flyte content 1");
    part(name.as_ref().and_then(Location::base_name).unwrap_or_default());
    for (key, value) in &reference.metadata {
        part(key);
        part(value);
    }
    hasher.update(content);
    format!("{OURS}{}", hasher.finalize().to_hex())
}

/// The content of a directory, from that of its files.
#[derive(Debug, Default)]
pub(super) struct Tree(BTreeMap<String, Content>);

impl Tree {
    pub(super) fn add(&mut self, name: String, content: Content) {
        self.0.insert(name, content);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn content(&self) -> Content {
        let mut hasher = blake3::Hasher::new();
        for (name, content) in &self.0 {
            hasher.update(&(name.len() as u64).to_le_bytes());
            hasher.update(name.as_bytes());
            hasher.update(content);
        }
        *hasher.finalize().as_bytes()
    }
}

/// The length of a file in a store, or of all files of a directory.
pub(super) async fn length(reference: &Reference) -> Result<u64> {
    let (stores, location) = (reference.stores(), reference.location().await?);
    if reference.is_one_file(&location).await? {
        return Ok(stores.head(&location).await?.size);
    }
    let mut files = stores.list(&location)?;
    let mut length: u64 = 0;
    while let Some(entry) = files.next().await {
        length = length.saturating_add(entry?.size);
    }
    Ok(length)
}

/// Reads all of a file or directory for its hash, in constant memory.
pub(super) async fn content(reference: &Reference) -> Result<Content> {
    let stores = reference.stores();
    if let Source::Held(_, bytes) = &reference.source {
        return Ok(*blake3::hash(bytes).as_bytes());
    }
    let location = reference.location().await?;
    if reference.is_one_file(&location).await? {
        return of_file(stores, location).await;
    }
    let files = stores.list(&location)?.map(|entry| async {
        let entry = entry?;
        Ok::<_, Error>((entry.name, of_file(stores, entry.location).await?))
    });
    let mut tree = Tree::default();
    let mut files = files.buffer_unordered(AT_ONCE);
    while let Some((name, content)) = files.try_next().await? {
        tree.add(name, content);
    }
    Ok(tree.content())
}

pub(super) async fn of_file(stores: &Stores, location: Location) -> Result<Content> {
    let failed = |error| Error::system(error).context(format!("reading {location} failed"));
    match location.local_path() {
        // Straight from the disk; that it is there and a file is told in the store's words.
        Some(path) if path.is_file() => known::content(path).await.map_err(failed),
        _ => {
            let mut reader = stores.reader(&location).await?;
            let mut hasher = blake3::Hasher::new();
            while let Some(chunk) = reader.chunk().await? {
                hasher.update(&chunk);
            }
            Ok(*hasher.finalize().as_bytes())
        }
    }
}
