//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Moved;
use super::upload::check_size;
use crate::error::Result;
use crate::storage::fault::Fault;
use crate::storage::io;

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
            builder.prefix(".flyte-").suffix(".part").tempfile_in(folder)
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

/// Copies a local file. The system does it, without the bytes passing through this process where it can.
pub(super) async fn copy(
    from: PathBuf,
    to: PathBuf,
    announced: Option<u64>,
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
        arriving.settle(durable)?;
        Ok(Moved { size, hash: None })
    })
    .await
}
