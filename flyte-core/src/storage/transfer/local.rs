//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;

use super::Moved;
use super::upload::check_size;
use crate::error::Result;
use crate::storage::fault::Fault;
use crate::storage::io;

const PREFIX: &str = ".flyte-";
const SUFFIX: &str = ".part";
/// A file without a living owner and so old is cleared away.
const STALE: Duration = Duration::from_secs(60);

/// A file that isn't at its place yet. Dropped before [`Arriving::settle`], nothing stays.
pub(super) struct Arriving {
    file: NamedTempFile,
    path: PathBuf,
}

impl Arriving {
    /// Beside its place, whose folders are made.
    pub(super) fn new(path: PathBuf) -> Result<Arriving> {
        if path.is_dir() {
            return Err(Fault::refused(format!("{} is a directory, not a file", path.display())));
        }
        let folder = folder(&path);
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
        Ok(Arriving { file, path })
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
        let Arriving { file, path } = self;
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
    io::blocking(move || {
        let mut source =
            File::open(&from).map_err(|error| Fault::file("opening", &from, &error))?;
        let meta = source.metadata().map_err(|error| Fault::file("looking at", &from, &error))?;
        if meta.is_dir() {
            return Err(Fault::refused(format!("{} is a directory, not a file", from.display())));
        }
        check_size(&from, announced, meta.len())?;
        let mut arriving = Arriving::new(to)?;
        let size = std::io::copy(&mut source, arriving.file())
            .map_err(|error| Fault::file("writing", arriving.path(), &error))?;
        check_size(&from, Some(meta.len()), size)?;
        arriving.changed_at(modified)?;
        arriving.settle(durable)?;
        Ok(Moved { size, hash: None })
    })
    .await
}
