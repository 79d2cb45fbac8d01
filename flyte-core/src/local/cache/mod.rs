//! The local cache: outputs of tasks with `cache = "…"`, one file each, keyed as the platform does.

use std::path::{Path, PathBuf};

use crate::error::Error;

/// A cache in a folder. Any number of processes may use one at once.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    overwrite: bool,
}

impl Cache {
    /// The cache in this folder. It is made when there is something to keep.
    pub fn at(folder: impl AsRef<Path>) -> Self {
        Cache { folder: folder.as_ref().to_owned(), overwrite: false }
    }

    /// Runs every task and replaces what is cached.
    #[must_use]
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes all entries; gives their number.
    pub fn clear(&self) -> Result<usize, Error> {
        Ok(0)
    }

    /// The user's cache, `~/.flyte/rust-cache`. Nothing when `FLYTE_LOCAL_CACHE_ENABLED` says false;
    /// `FLYTE_LOCAL_CACHE_OVERWRITE` replaces what is cached.
    pub fn standard() -> Option<Cache> {
        None
    }
}
