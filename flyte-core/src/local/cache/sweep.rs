//! What processes have left in a cache: entries that never got to their places, and locks that nobody holds.

use std::collections::HashSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use super::entry::{is_lock, is_unfinished};
use super::lock;

/// A file without a living owner and so old is removed.
const STALE: Duration = Duration::from_secs(60);

/// Removes them, once per process and folder: by then something has been stored there, so the folder is the cache's.
pub(super) fn once(folder: &Path) {
    static SWEPT: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);
    if SWEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned()) {
        let parts = fs::read_dir(folder).into_iter().flatten().flatten();
        parts.for_each(|part| sweep(&part.path()));
    }
}

fn sweep(part: &Path) {
    for entry in fs::read_dir(part).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_lock = is_lock(&path);
        if !is_lock && !is_unfinished(&path) {
            continue;
        }
        let age = entry.metadata().and_then(|meta| meta.modified()).map(|time| time.elapsed());
        let old = age.is_ok_and(|age| age.is_ok_and(|age| age > STALE));
        if old && is_lock {
            let _ = lock::remove(&path);
            continue;
        }
        // its writer holds a lock as long as it lives
        if old && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(path);
        }
    }
}
