//! Copying a stored directory to this machine, or going on with a copy.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::entries::Entries;
use super::glob::Pattern;
use super::reference::AT_ONCE;
use crate::error::{Error, Result};
use crate::storage::{Entry, Location, Names, Stores, Transfer, sweep};

/// Copies a stored directory, or what fits of it. All names are known and checked before the first byte moves.
pub(super) async fn fetch(
    stores: &Stores,
    from: &Location,
    pattern: Option<Pattern>,
    to: &Path,
) -> Result<Vec<PathBuf>> {
    let entries = Entries::new(stores.list(from)?, pattern).all().await?;
    let mut names = Names::new();
    entries.iter().try_for_each(|entry| names.add(&entry.name))?;
    std::fs::create_dir_all(to).map_err(|error| {
        Error::from(error).context(format!("can't make the directory {}", to.display()))
    })?;
    let folders: BTreeSet<_> = entries
        .iter()
        .filter_map(|entry| Some(to.join(&entry.name).parent()?.to_owned()))
        .collect();
    sweep(folders.into_iter().collect()).await;
    let copied = entries.into_iter().map(|entry| async move {
        let path = to.join(&entry.name);
        let time = time(&entry);
        if !is_same(&path, entry.size, time) {
            let mut how = Transfer::new().size(entry.size);
            if let Some(time) = time {
                how = how.modified(time);
            }
            stores.download(&entry.location, &path, how).await?;
        }
        Ok(path)
    });
    stream::iter(copied).buffered(AT_ONCE).try_collect().await
}

/// The time that a copy gets. Most stores count whole seconds; in those that mark what they hold, the rest of the
/// second stands for the mark.
fn time(entry: &Entry) -> Option<SystemTime> {
    let time = entry.modified?;
    let (Some(tag), Ok(since)) = (&entry.tag, time.duration_since(SystemTime::UNIX_EPOCH)) else {
        return Some(time);
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(&since.subsec_nanos().to_le_bytes()).update(tag.as_bytes());
    let mut number = [0; 8];
    hasher.finalize_xof().fill(&mut number);
    let micros = 1 + u64::from_le_bytes(number) % 999_999;
    Some(whole(time)? + Duration::from_micros(micros))
}

fn whole(time: SystemTime) -> Option<SystemTime> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs()))
}

/// Whether a file is the copy with this length and time, and hasn't been changed since. Some disks keep whole seconds.
fn is_same(path: &Path, size: u64, time: Option<SystemTime>) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|meta| {
        let there = meta.modified().ok();
        meta.is_file()
            && meta.len() == size
            && (there == time || (there.is_some() && there == time.and_then(whole)))
    })
}
