//! Files of this machine while they are written: beside their places, under short names of their own.
//!
//! A name that is as long as the disk allows leaves no room for a suffix, so a staging name owes nothing to it. Whoever
//! lists a folder leaves these names out ([`is_staged`]), and [`sweep`] removes what processes that were killed left.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use object_store::{MultipartUpload, PutPayload, PutResult, UploadPart};
use tempfile::NamedTempFile;

use crate::storage::io::blocking;
use crate::storage::open::Open;

const PREFIX: &str = ".flyte-";
const SUFFIX: &str = ".part";
/// A file without a living owner and so old is cleared away.
const STALE: Duration = Duration::from_secs(60);
/// How much is written at a time, see [`Object::payload`](crate::storage::object::Object::payload).
const PIECE: usize = 256 << 10;

/// A file that isn't at its place yet. Dropped before [`Staged::settle`], nothing stays.
pub(super) struct Staged {
    pub(super) file: NamedTempFile,
    pub(super) path: PathBuf,
    _open: Open,
}

impl Staged {
    /// Beside its place, whose folders are made.
    pub(super) fn new(path: PathBuf) -> io::Result<Staged> {
        let folder = folder(&path);
        let _open = Open::new();
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        // as other new files, not for its owner's eyes alone
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
        // a sign of life; not every disk has locks
        let _ = file.as_file().try_lock();
        Ok(Staged { file, path, _open })
    }

    /// Puts the file at its place, in one step; `durable` means that it is on the disk before. With `fresh` only if
    /// nothing is there.
    pub(super) fn settle(self, durable: bool, fresh: bool) -> io::Result<()> {
        let Staged { file, path, _open } = self;
        if durable {
            file.as_file().sync_all()?;
        }
        let file = file.into_temp_path();
        let settled = if fresh { file.persist_noclobber(&path) } else { file.persist(&path) };
        settled.map_err(|error| error.error)?;
        match durable && cfg!(unix) {
            true => File::open(folder(&path))?.sync_all(),
            false => Ok(()),
        }
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether a file of this name is one that isn't at its place yet, or never got there.
pub(in crate::storage) fn is_staged(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// Removes what processes that were killed have left in a folder.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !is_staged(&entry.file_name().to_string_lossy()) {
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

/// Removes what processes that were killed have left in a folder, at any depth, while everything else goes on.
pub(crate) fn sweep_in_background(folder: PathBuf) {
    let sweeping = std::thread::Builder::new().name("flyte-sweep".to_owned());
    let swept = sweeping.spawn(move || {
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            sweep(&folder);
            let inside = fs::read_dir(&folder).into_iter().flatten().flatten();
            let inside = inside.filter(|entry| entry.file_type().is_ok_and(|ty| ty.is_dir()));
            folders.extend(inside.map(|entry| entry.path()));
        }
    });
    // without a thread for it the next process does it
    drop(swept);
}

/// Writes a file whole, to the disk. With `fresh` only if nothing is there.
pub(in crate::storage) async fn put(path: PathBuf, bytes: Bytes, fresh: bool) -> Stored<()> {
    blocking(move || {
        let mut staged = Staged::new(path)?;
        bytes.chunks(PIECE).try_for_each(|piece| staged.file.write_all(piece))?;
        staged.settle(true, fresh)
    })
    .await
    .map_err(of_io)
}

type Stored<T> = object_store::Result<T>;

fn of_io(error: io::Error) -> object_store::Error {
    let source = Box::new(error);
    match source.kind() {
        io::ErrorKind::AlreadyExists => {
            object_store::Error::AlreadyExists { path: String::new(), source }
        }
        _ => object_store::Error::Generic { store: "file", source },
    }
}

/// A file that is written in parts. It is there with the last of them; dropped before, nothing stays.
pub(super) struct FileParts {
    staged: Arc<Mutex<Option<Staged>>>,
    /// Where the next part begins.
    end: u64,
}

impl FileParts {
    pub(super) async fn open(path: PathBuf) -> Stored<FileParts> {
        let staged = blocking(move || Staged::new(path)).await.map_err(of_io)?;
        Ok(FileParts { staged: Arc::new(Mutex::new(Some(staged))), end: 0 })
    }

    /// Does something with the file while nobody else does.
    async fn with<T: Send + 'static>(
        staged: Arc<Mutex<Option<Staged>>>,
        work: impl FnOnce(&mut Option<Staged>) -> io::Result<T> + Send + 'static,
    ) -> Stored<T> {
        blocking(move || work(&mut staged.lock().unwrap_or_else(PoisonError::into_inner)))
            .await
            .map_err(of_io)
    }
}

fn is_over() -> io::Error {
    io::Error::other("the upload is over")
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Stored<T>> + Send + 'a>>;

impl MultipartUpload for FileParts {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        let start = self.end;
        self.end += data.content_length() as u64;
        Box::pin(FileParts::with(self.staged.clone(), move |staged| {
            let file = &mut staged.as_mut().ok_or_else(is_over)?.file;
            file.seek(SeekFrom::Start(start))?;
            data.iter().try_for_each(|piece| file.write_all(piece))
        }))
    }

    fn complete<'a, 'b>(&'a mut self) -> Answer<'b, PutResult>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(FileParts::with(self.staged.clone(), |staged| {
            staged.take().ok_or_else(is_over)?.settle(true, false)?;
            Ok(PutResult { e_tag: None, version: None, extensions: Default::default() })
        }))
    }

    fn abort<'a, 'b>(&'a mut self) -> Answer<'b, ()>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(FileParts::with(self.staged.clone(), |staged| {
            drop(staged.take());
            Ok(())
        }))
    }
}

impl std::fmt::Debug for FileParts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileParts").field("end", &self.end).finish_non_exhaustive()
    }
}
