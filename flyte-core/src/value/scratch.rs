//! Copies of stored files on this machine: one per process, gone some time after it.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;

use super::fetch::fetch;
use crate::error::{Error, Result};
use crate::storage::{Location, Names, Stores, Transfer};

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
    path: OnceCell<PathBuf>,
}

/// The path of a copy of a stored file, or of a stored directory.
///
/// No closure over references: the future of a task's body must be `Send`, and the compiler can't see it through one.
pub(super) async fn copy(stores: &Stores, location: &Location, directory: bool) -> Result<PathBuf> {
    let key = (stores.id(), location.to_string());
    loop {
        let copy = known(&key, stores);
        let path = copy.path.get_or_try_init(|| async {
            let to = place(location)?;
            let fetched = match directory {
                true => fetch(stores, location, None, &to).await.map(drop),
                false => stores.download(location, &to, Transfer::new()).await.map(drop),
            };
            if let (Err(_), Some(folder)) = (&fetched, to.parent()) {
                let _ = fs::remove_dir_all(folder);
            }
            fetched.map(|()| to)
        });
        let path = path.await?;
        if path.exists() {
            return Ok(path.clone());
        }
        // somebody deleted it: once more
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(&key).is_some_and(|other| Arc::ptr_eq(other, &copy)) {
            known.remove(&key);
        }
    }
}

fn known(key: &Key, stores: &Stores) -> Arc<Copy> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let new = || Arc::new(Copy { _stores: stores.clone(), path: OnceCell::new() });
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
