//! Copies of stored files on this machine: one per process, gone some time after it.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;

use super::fetch::fetch;
use super::fingerprint::{Copied, seal_copy};
use super::reference::Reference;
use crate::error::{Error, Result};
use crate::storage::{Location, Names, Stores, Transfer, blocking};

/// How the folders of processes are called, below the system's folder for such things.
const PREFIX: &str = "flyte-files-";

/// A folder without a living owner and so old is cleared away.
const STALE: Duration = Duration::from_secs(60);

/// What was downloaded, by its store and uri.
static KNOWN: LazyLock<Mutex<Copies>> = LazyLock::new(Mutex::default);

type Key = (usize, String);
type Copies = HashMap<Key, Arc<Copy>>;

struct Copy {
    /// Kept, so that no other store gets its address.
    _stores: Stores,
    made: OnceCell<(PathBuf, Copied)>,
}

/// A path of this machine at which a file or directory can be read: where it is, or that of a copy.
pub(super) async fn path(reference: &Reference) -> Result<PathBuf> {
    let location = reference.location_of_all().await?;
    if let Some(path) = location.local_path() {
        return Ok(path.to_owned());
    }
    let (stores, directory) = (reference.stores(), reference.directory);
    let path = copy(stores, &location, directory).await?;
    if let Err(error) = reference.compare_copy(&path).await {
        copies().remove(&(stores.id(), location.to_string()));
        return Err(error);
    }
    Ok(path)
}

/// The path of a copy of a stored file, or of a stored directory. It is read-only; where it was changed all the same, or
/// deleted, another one is made.
///
/// No closure over references: the future of a task's body must be `Send`, and the compiler can't see it through one.
async fn copy(stores: &Stores, location: &Location, directory: bool) -> Result<PathBuf> {
    let key = (stores.id(), location.to_string());
    loop {
        let copy = known(&key, stores);
        let made = copy.made.get_or_try_init(|| async {
            let to = place(location)?;
            let fetched = match directory {
                true => fetch(stores, location, None, &to).await.map(drop),
                false => stores.download(location, &to, Transfer::new()).await.map(drop),
            };
            let at = to.clone();
            let sealed = match fetched {
                Ok(()) => blocking(move || seal_copy(&at)).await.map_err(Error::system),
                Err(error) => Err(error),
            };
            if let (Err(_), Some(folder)) = (&sealed, to.parent()) {
                let _ = fs::remove_dir_all(folder);
            }
            sealed.map(|copied| (to, copied))
        });
        made.await?;
        let looked_at = copy.clone();
        if let Some(path) = blocking(move || looked_at.unchanged()).await {
            return Ok(path);
        }
        // somebody changed or deleted it: once more, elsewhere
        let mut known = copies();
        if known.get(&key).is_some_and(|other| Arc::ptr_eq(other, &copy)) {
            known.remove(&key);
        }
    }
}

impl Copy {
    /// The path of the copy, if nobody has changed it.
    fn unchanged(&self) -> Option<PathBuf> {
        let (path, copied) = self.made.get()?;
        copied.holds().then(|| path.clone())
    }
}

fn copies() -> MutexGuard<'static, Copies> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn known(key: &Key, stores: &Stores) -> Arc<Copy> {
    let mut known = copies();
    let new = || Arc::new(Copy { _stores: stores.clone(), made: OnceCell::new() });
    known.entry(key.clone()).or_insert_with(new).clone()
}

/// A place for a copy, under its own name where that can be a name here.
fn place(location: &Location) -> Result<PathBuf> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = location.base_name().filter(|name| Names::new().add(name).is_ok());
    let number = COUNT.fetch_add(1, Ordering::Relaxed).to_string();
    Ok(folder()?.join(number).join(name.unwrap_or("file")))
}

/// The folder of this process. It holds a lock as long as it lives; whoever comes later clears folders away whose
/// locks nobody holds.
pub(super) fn folder() -> Result<&'static Path> {
    static FOLDER: LazyLock<std::io::Result<(PathBuf, File)>> = LazyLock::new(|| {
        let base = std::env::temp_dir();
        sweep(&base);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(base)?;
        let lock = File::create(folder.path().join(".lock"))?;
        lock.lock()?;
        Ok((folder.keep(), lock))
    });
    match &*FOLDER {
        Ok((folder, _)) => Ok(folder),
        Err(error) => Err(Error::system(format!("no folder for downloaded files: {error}"))),
    }
}

fn sweep(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let Ok(lock) = File::open(entry.path().join(".lock")) else { continue };
        let old = lock
            .metadata()
            .and_then(|meta| meta.modified())
            .is_ok_and(|time| time.elapsed().is_ok_and(|age| age > STALE));
        if old && lock.try_lock().is_ok() {
            // whoever may not do this leaves it to its owner
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
