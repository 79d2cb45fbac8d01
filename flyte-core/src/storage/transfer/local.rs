//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tokio::sync::oneshot::{self, error::TryRecvError};

use super::Moved;
use super::staged::Staged;
use super::upload::check_size;
use crate::error::Result;
use crate::storage::fault::{Fault, Reason};
use crate::storage::io;

/// So much is copied before it is asked whether anybody still wants it.
const STEP: u64 = 32 << 20;

/// A file that isn't at its place yet. Dropped before [`Arriving::settle`], nothing stays.
pub(super) struct Arriving(Staged);

impl Arriving {
    /// Beside its place, whose folders are made.
    pub(super) fn new(path: PathBuf) -> Result<Arriving> {
        // a device would be gone, and an ordinary file in its place
        if let Some(meta) = fs::metadata(&path).ok().filter(|meta| !meta.is_file()) {
            let what = if meta.is_dir() { "a directory" } else { "a pipe or a device" };
            return Err(Fault::refused(format!("{} is {what}, not a file", path.display())));
        }
        let staged = Staged::new(path.clone());
        staged.map(Arriving).map_err(|error| Fault::file("creating", &path, &error))
    }

    pub(super) fn file(&mut self) -> &mut File {
        self.0.file.as_file_mut()
    }

    pub(super) fn path(&self) -> &Path {
        &self.0.path
    }

    /// Sets when the file was changed last.
    pub(super) fn changed_at(&self, time: Option<SystemTime>) -> Result<()> {
        let Some(time) = time else { return Ok(()) };
        let set = self.0.file.as_file().set_modified(time);
        set.map_err(|error| Fault::file("writing", self.path(), &error))
    }

    /// Puts the file at its place, in one step; `durable` means that it is on the disk before.
    pub(super) fn settle(self, durable: bool) -> Result<()> {
        let path = self.path().to_owned();
        let settled = self.0.settle(durable, false);
        settled.map_err(|error| Fault::file("writing", &path, &error))
    }
}

/// Opens a file and gives its length.
pub(super) fn open(path: &Path) -> Result<(File, u64)> {
    look(path)?;
    let file = File::open(path).map_err(|error| Fault::file("opening", path, &error))?;
    let meta = file.metadata().map_err(|error| Fault::file("looking at", path, &error))?;
    Ok((file, meta.len()))
}

/// Whether a path leads to a file that can be read more than once and has an end: opening a pipe waits for whoever
/// writes to it, and a device or a file of `/proc` says that it has no bytes.
pub(in crate::storage) fn look(path: &Path) -> Result<()> {
    // what is not there, or not to be looked at, is told by whoever opens it
    let Ok(meta) = fs::metadata(path) else { return Ok(()) };
    let unknown = || File::open(path).and_then(|mut file| file.read(&mut [0])).is_ok_and(|n| n > 0);
    let what = if meta.is_dir() {
        "a directory, not a file"
    } else if !meta.is_file() {
        "a pipe or a device, not a file: write what it gives to a file first"
    } else if meta.len() == 0 && unknown() {
        "a file whose length the system doesn't know: copy it to another place first"
    } else {
        return Ok(());
    };
    Err(Fault::refused(format!("{} is {what}", path.display())))
}

/// Copies a local file. The system does it, without the bytes passing through this process where it can.
pub(super) async fn copy(
    from: PathBuf,
    to: PathBuf,
    announced: Option<u64>,
    modified: Option<SystemTime>,
    durable: bool,
) -> Result<Moved> {
    let (_wanted, mut called_off) = oneshot::channel::<()>();
    io::blocking(move || {
        let (source, length) = open(&from)?;
        check_size(&from, announced, length)?;
        let mut arriving = Arriving::new(to)?;
        // one byte more, to see a file that grows
        let mut source = source.take(length + 1);
        let mut size = 0;
        while called_off.try_recv() == Err(TryRecvError::Empty) {
            let copied = std::io::copy(&mut source.by_ref().take(STEP), arriving.file())
                .map_err(|error| Fault::file("writing", arriving.path(), &error))?;
            if copied == 0 {
                break;
            }
            size += copied;
        }
        // of what was called off nothing is kept
        if size != length {
            let message = format!("{} changed while it was copied", from.display());
            return Err(Fault::new(Reason::Changed, message).into_error());
        }
        arriving.changed_at(modified)?;
        arriving.settle(durable)?;
        Ok(Moved { size, hash: None })
    })
    .await
}
