//! Large files of this machine are read for their hash once per process, as long as nothing about them changes.
//!
//! A thousand calls may be given the same model. What tells one state of a file from the next is what the system says
//! of it, the time of its last change to the nanosecond; a state so new that the next could have the same time is
//! waited out. Where the system says less, every look reads the file.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::OnceCell;

use super::hash::Content;
use crate::storage::blocking;

/// Smaller files are sooner read than remembered.
const LARGE: u64 = 1 << 20;

/// Clocks of file systems go in steps; this is longer than a step of those that count parts of seconds.
const STEP: Duration = Duration::from_millis(50);

/// The state of a file: device, number, length, seconds and nanoseconds of its last change.
type State = (u64, u64, u64, i64, i64);

type Known = HashMap<PathBuf, (State, Arc<OnceCell<Content>>)>;

static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

/// The hash of a file's bytes.
pub(super) async fn content(path: &Path) -> io::Result<Content> {
    let at = path.to_owned();
    let Some(state) = blocking(move || settled(&at)).await? else { return read(path).await };
    let known = {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = known.entry(path.to_owned()).or_insert_with(|| (state, Arc::default()));
        if entry.0 != state {
            *entry = (state, Arc::default());
        }
        Arc::clone(&entry.1)
    };
    let read = known.get_or_try_init(|| async {
        let content = read(path).await?;
        let at = path.to_owned();
        match blocking(move || File::open(at)?.metadata()).await.map(|meta| of(&meta))? {
            Some(now) if now == state => Ok(content),
            _ => Err(io::Error::other("it changed while it was read")),
        }
    });
    read.await.copied()
}

/// The state of a large file, so old that another one would differ.
fn settled(path: &Path) -> io::Result<Option<State>> {
    // Opened, so that a network file system asks its server.
    let meta = File::open(path)?.metadata()?;
    let Some(state) = of(&meta).filter(|_| meta.len() >= LARGE) else { return Ok(None) };
    let changed = SystemTime::UNIX_EPOCH + Duration::new(state.3 as u64, state.4 as u32);
    match changed.elapsed() {
        // Whole seconds: this file system has no others.
        Ok(age) if state.4 == 0 && age < Duration::from_secs(3) => Ok(None),
        Ok(age) if age < STEP => {
            std::thread::sleep(STEP - age);
            Ok(of(&File::open(path)?.metadata()?).filter(|now| *now == state))
        }
        Ok(_) => Ok(Some(state)),
        // Another machine's clock.
        Err(_) => Ok(None),
    }
}

#[cfg(unix)]
fn of(meta: &Metadata) -> Option<State> {
    use std::os::unix::fs::MetadataExt;
    let (seconds, nanos) = (meta.ctime(), meta.ctime_nsec());
    (seconds >= 0).then_some((meta.dev(), meta.ino(), meta.len(), seconds, nanos))
}

#[cfg(not(unix))]
fn of(_: &Metadata) -> Option<State> {
    None
}

async fn read(path: &Path) -> io::Result<Content> {
    let path = path.to_owned();
    blocking(move || {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        Ok(*hasher.finalize().as_bytes())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::wait;

    #[test]
    fn a_change_is_seen_however_soon_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large");
        let mut bytes = vec![0; LARGE as usize];
        for round in 0..20 {
            bytes[7] = round;
            std::fs::write(&path, &bytes).unwrap();
            let expected = *blake3::hash(&bytes).as_bytes();
            assert_eq!(wait(content(&path)).unwrap(), expected);
            assert_eq!(wait(content(&path)).unwrap(), expected);
        }
        let known = KNOWN.lock().unwrap();
        // A file system may say too little, or speak by another clock.
        assert!(known.get(&path).is_none_or(|(_, known)| known.initialized()));
        drop(known);
        std::fs::remove_file(&path).unwrap();
        assert!(wait(content(&path)).is_err());
    }
}
