//! Files that lie on this machine belong to all tasks of a run: a change of one is noticed.
//!
//! On a cluster every task has a copy of its own, so what one task writes into a file that was handed to it no other
//! task sees. Here the file itself is given out. It is made read-only where it is ours ([`seal`]), and what the system
//! says of it is recorded when it is handed over or first seen, and compared whenever a task opens it: for root, and
//! for files that aren't ours, read-only bits mean nothing.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::error::{Error, Result};
use crate::storage::{Location, blocking};

/// Clocks of file systems go in steps; this is longer than a step. A file that was changed within it could be changed
/// once more without another time.
const STEP: Duration = Duration::from_millis(50);

/// A file of this length is read for its fingerprint while its time says too little; for a longer one a step of the
/// clock is waited out.
const SMALL: u64 = 1 << 20;

/// What tells the state of a file, or the names in a folder, from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    /// Where the file was changed later than a step before this, its content counts too.
    taken: SystemTime,
    /// Whether that was so.
    recent: bool,
    digest: [u8; 32],
}

impl Fingerprint {
    fn take(path: &Path) -> io::Result<Fingerprint> {
        let mut taken = SystemTime::now();
        let meta = fs::metadata(path)?;
        if meta.is_file() && meta.len() > SMALL && is_recent(&meta, taken) {
            std::thread::sleep(STEP);
            taken = SystemTime::now();
        }
        let recent = meta.is_file() && is_recent(&meta, taken);
        Ok(Fingerprint { taken, recent, digest: digest(path, taken)? })
    }

    /// Whether the file is still in this state. What can't be looked at is told by whoever opens it.
    fn holds(&self, path: &Path) -> bool {
        digest(path, self.taken).map_or(true, |digest| digest == self.digest)
    }
}

fn is_recent(meta: &Metadata, taken: SystemTime) -> bool {
    let changed = meta.modified().unwrap_or(taken);
    taken.checked_sub(STEP).is_none_or(|step| changed > step)
}

fn digest(path: &Path, taken: SystemTime) -> io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    let meta = fs::metadata(path)?;
    if meta.is_dir() {
        for name in names(path)? {
            hasher.update(&(name.as_encoded_bytes().len() as u64).to_le_bytes());
            hasher.update(name.as_encoded_bytes());
        }
        return Ok(*hasher.finalize().as_bytes());
    }
    let since = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let changed = meta.modified().map(since).unwrap_or_default();
    for number in identity(&meta) {
        hasher.update(&number.to_le_bytes());
    }
    hasher.update(&meta.len().to_le_bytes()).update(&changed.as_nanos().to_le_bytes());
    if is_recent(&meta, taken) {
        hasher.update_reader(File::open(path)?)?;
    }
    Ok(*hasher.finalize().as_bytes())
}

fn names(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name()));
    let mut names = names.collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

#[cfg(unix)]
fn identity(meta: &Metadata) -> [u64; 2] {
    use std::os::unix::fs::MetadataExt;
    [meta.dev(), meta.ino()]
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> [u64; 2] {
    [0; 2]
}

/// A file, or a folder with all that is in it. Links are not followed out of it.
fn tree(path: &Path) -> Vec<PathBuf> {
    let mut all = vec![path.to_owned()];
    let mut next = 0;
    while let Some(path) = all.get(next) {
        let is_folder = match next {
            0 => path.is_dir(),
            _ => fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir()),
        };
        let inside = if is_folder { names(path).unwrap_or_default() } else { Vec::new() };
        let inside: Vec<PathBuf> = inside.iter().map(|name| path.join(name)).collect();
        all.extend(inside);
        next += 1;
    }
    all
}

/// The files and folders of this machine that a run has handed over or seen, and the states that they were in.
#[derive(Clone, Debug, Default)]
pub(super) struct Fingerprints(Arc<Mutex<HashMap<PathBuf, Fingerprint>>>);

impl Fingerprints {
    fn known(&self, path: &Path) -> Option<Fingerprint> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied()
    }

    /// Records a state, if nobody has changed the record meanwhile. What isn't there has none.
    fn record(&self, path: PathBuf, before: Option<Fingerprint>) {
        let Ok(now) = Fingerprint::take(&path) else { return };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(&path).copied() == before {
            known.insert(path, now);
        }
    }

    /// The first file or folder at or below a path that is not what it was. What was never seen is recorded.
    fn changed(&self, path: &Path) -> Option<PathBuf> {
        for path in tree(path) {
            let before = self.known(&path);
            if before.is_some_and(|before| !before.holds(&path)) {
                return Some(path);
            }
            // one that was recent once more: its time is enough from now on
            if before.is_none_or(|before| before.recent) {
                self.record(path, before);
            }
        }
        None
    }

    /// A task opens what is at a path: it must be what the run knows of it.
    pub(super) async fn check(&self, path: &Path) -> Result<()> {
        self.compare(
            path,
            "was changed after it had been handed over or read in this run: a file that tasks hand to each other is one \
             and the same for all of them; write to a copy of it (`copy_to`)",
        )
        .await
    }

    /// A task hands over what is at a path, and leaves it there. Nobody may have it already in another state.
    pub(super) async fn hand_over(&self, path: &Path) -> Result<()> {
        self.compare(
            path,
            "was handed over or read in this run before and has been changed since, which whoever has it already would \
             see; write to a new path, or to a copy of the file (`copy_to`)",
        )
        .await
    }

    async fn compare(&self, path: &Path, problem: &str) -> Result<()> {
        let (known, at) = (self.clone(), path.to_owned());
        match blocking(move || known.changed(&at)).await {
            None => Ok(()),
            Some(changed) => Err(Error::fatal(format!("{} {problem}", changed.display()))),
        }
    }
}

/// Makes what was written to a location of this machine read-only, and its time so old that every later change gives
/// another one. Where the disk can do neither, a change is noticed all the same.
pub(super) fn seal(at: &Location) {
    for path in at.local_path().map(tree).unwrap_or_default() {
        let _ = seal_file(&path);
    }
}

/// The same for a copy that belongs to this process.
pub(super) fn seal_copy(path: &Path) -> io::Result<Copied> {
    let tree = tree(path);
    for path in &tree {
        seal_file(path)?;
    }
    let states = tree.into_iter().map(|path| Ok((Fingerprint::take(&path)?, path)));
    Ok(Copied(states.collect::<io::Result<_>>()?))
}

fn seal_file(path: &Path) -> io::Result<()> {
    let meta = fs::symlink_metadata(path)?;
    if !meta.is_file() {
        return Ok(());
    }
    if is_recent(&meta, SystemTime::now())
        && let Some(before) = SystemTime::now().checked_sub(2 * STEP)
    {
        // its owner may do this to a file that is open for reading
        let _ = File::open(path)?.set_modified(before);
    }
    let mut permissions = meta.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path, permissions)
}

/// A copy on this machine, as it was made.
#[derive(Debug)]
pub(super) struct Copied(Vec<(Fingerprint, PathBuf)>);

impl Copied {
    /// Whether it is whole and unchanged.
    pub(super) fn holds(&self) -> bool {
        self.0.iter().all(|(state, path)| path.exists() && state.holds(path))
    }
}
