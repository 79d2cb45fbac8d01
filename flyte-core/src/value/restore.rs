//! Values that were made again go to where they lay before.

use std::collections::BTreeSet;

use super::handover::Pending;
use super::hash;
use super::recalled::Recalled;
use super::reference::Reference;
use crate::error::Result;
use crate::storage::{Location, Stores, Transfer};

impl Pending {
    /// The uris of all.
    pub(crate) fn uris(&self) -> impl Iterator<Item = String> {
        self.0.iter().filter_map(|shared| shared.0.uri().map(str::to_owned))
    }

    /// Copies what was `made` again over these. False if something else was made of one that is damaged.
    pub(crate) async fn restore_from(
        &self,
        made: &Pending,
        recalled: &Recalled,
        is_damaged: impl Fn(&str) -> bool,
    ) -> Result<bool> {
        for (index, shared) in self.0.iter().enumerate() {
            let (old, uri) = (&*shared.0, shared.0.uri().unwrap_or_default());
            let is_same = |new: &Reference| {
                let is_elsewhere = new.uri().is_some_and(|new| new != uri);
                is_elsewhere
                    && old.hash.as_deref().is_some_and(hash::is_ours)
                    && old.hash == new.hash
            };
            match made.0.get(index) {
                Some(new) if is_same(&new.0) => copy_reference(&new.0, uri).await?,
                _ if is_damaged(uri) => return Ok(false),
                _ => continue,
            }
            recalled.is_mended(uri);
        }
        Ok(true)
    }
}

async fn copy_reference(from: &Reference, to: &str) -> Result<()> {
    let (stores, location) = (from.stores(), from.location().await?);
    if from.is_one_file(&location).await? {
        return copy(stores, location.as_str(), to).await;
    }
    let to = Location::parse(to)?;
    let mut names = BTreeSet::new();
    for entry in stores.list(&location)?.all().await? {
        copy(stores, entry.location.as_str(), to.join(&entry.name)?.as_str()).await?;
        names.insert(entry.name);
    }
    for entry in stores.list(&to)?.all().await? {
        if !names.contains(&entry.name) {
            stores.delete(&entry.location).await?;
        }
    }
    Ok(())
}

/// Copies a file of a store to another place.
pub(crate) async fn copy(stores: &Stores, from: &str, to: &str) -> Result<()> {
    let mut reader = stores.reader(&Location::parse(from)?).await?;
    let how = Transfer::new().size(reader.size());
    let mut writer = stores.writer(&Location::parse(to)?, how)?;
    while let Some(chunk) = reader.chunk().await? {
        writer.write(&chunk).await?;
    }
    writer.finish().await.map(drop)
}
