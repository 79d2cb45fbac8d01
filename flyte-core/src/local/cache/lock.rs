//! Locks on keys, for tasks with `serialize`: whoever computes the outputs of a key holds its lock, in this process and
//! in others. The system takes a lock back from a process that dies.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::Path;

use super::{Key, entry};

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Takes the lock of a key. Nothing when somebody else has it.
pub(super) fn take(folder: &Path, key: &Key) -> io::Result<Option<Lock>> {
    let path = entry::lock_path(folder, key);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    loop {
        let mut file = File::options().create(true).truncate(false).write(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Who cleared the cache in between has removed the file that is locked here, and the next one makes another.
        if is_at(&file, &path) {
            // For people who wait, see `holder`; a lock is none the worse without it.
            let process = format!("{:<10}\n", std::process::id());
            let _ = file.write_all(process.as_bytes());
            return Ok(Some(Lock { _file: file }));
        }
    }
}

/// The process that took the lock of a key last.
pub(super) fn holder(folder: &Path, key: &Key) -> Option<u32> {
    fs::read_to_string(entry::lock_path(folder, key)).ok()?.trim().parse().ok()
}

/// Removes a file of locks that nobody holds; one that is held stays.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    let file = match File::options().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        // Removed while it is locked: see `take`.
        Ok(()) => fs::remove_file(path),
        Err(TryLockError::WouldBlock) => Ok(()),
        // Where files can't be locked nobody waits for one.
        Err(TryLockError::Error(_)) => fs::remove_file(path),
    }
}

/// Whether the file that is open is the one at this path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let id = |meta: fs::Metadata| (meta.dev(), meta.ino());
    match (file.metadata(), fs::metadata(path)) {
        (Ok(ours), Ok(there)) => id(ours) == id(there),
        _ => false,
    }
}

/// Elsewhere a file that is open isn't removed.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}
