//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;
use tokio::sync::oneshot::{self, error::TryRecvError};

use super::Moved;
use super::upload::check_size;
use crate::error::Result;
use crate::storage::fault::{Fault, Reason};
use crate::storage::io;
use crate::storage::open::Open;

const PREFIX: &str = ".flyte-";
const SUFFIX: &str = ".part";
/// A file without a living owner and so old is cleared away.
const STALE: Duration = Duration::from_secs(60);
/// So much is copied before it is asked whether anybody still wants it.
const STEP: u64 = 32 << 20;

/// A file that isn't at its place yet. Dropped before [`Arriving::settle`], nothing stays.
pub(super) struct Arriving {
    file: NamedTempFile,
    path: PathBuf,
    _open: Open,
}

impl Arriving {
    /// Beside its place, whose folders are made.
    pub(super) fn new(path: PathBuf) -> Result<Arriving> {
        // a device would be gone, and an ordinary file in its place
        if let Some(meta) = fs::metadata(&path).ok().filter(|meta| !meta.is_file()) {
            let what = if meta.is_dir() { "a directory" } else { "a pipe or a device" };
            return Err(Fault::refused(format!("{} is {what}, not a file", path.display())));
        }
        let folder = folder(&path);
        let open = Open::new();
        let made = fs::create_dir_all(folder).and_then(|()| {
            let mut builder = tempfile::Builder::new();
            // as other new files, not for its owner's eyes alone
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
            let file = builder.prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
            // a sign of life; not every disk has locks
            let _ = file.as_file().try_lock();
            Ok(file)
        });
        let file = made.map_err(|error| Fault::file("creating", &path, &error))?;
        Ok(Arriving { file, path, _open: open })
    }

    pub(super) fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Sets when the file was changed last.
    pub(super) fn changed_at(&self, time: Option<SystemTime>) -> Result<()> {
        let Some(time) = time else { return Ok(()) };
        let set = self.file.as_file().set_modified(time);
        set.map_err(|error| Fault::file("writing", &self.path, &error))
    }

    /// Puts the file at its place, in one step; `durable` means that it is on the disk before.
    pub(super) fn settle(self, durable: bool) -> Result<()> {
        let Arriving { file, path, _open } = self;
        let synced = if durable { file.as_file().sync_all() } else { Ok(()) };
        let settled = synced.and_then(|()| {
            file.into_temp_path().persist(&path).map_err(|error| error.error)?;
            match durable && cfg!(unix) {
                true => File::open(folder(&path))?.sync_all(),
                false => Ok(()),
            }
        });
        settled.map_err(|error| Fault::file("writing", &path, &error))
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
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

/// Clears away what processes that were killed have left in a folder.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !(name.starts_with(PREFIX) && name.ends_with(SUFFIX)) {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else { continue };
        let age = file.metadata().and_then(|meta| meta.modified()).map(|time| time.elapsed());
        let old = age.is_ok_and(|age| age.is_ok_and(|age| age > STALE));
        if old && file.try_lock().is_ok() {
            let _ = fs::remove_file(entry.path());
        }
    }
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
