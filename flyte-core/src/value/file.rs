//! A file.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use tokio::io::{AsyncRead, ReadBuf};

use super::format::{Any, Format};
use super::reference::{Reference, Shared, Source};
use super::scratch;
use super::writer::{BlockingFileWriter, FileWriter};
use crate::error::{Error, Result};
use crate::storage::{BlockingReader, Location, Reader, wait};

/// A file that tasks hand to each other: a reference, whose bytes are moved when somebody reads them.
///
/// A local file is uploaded when a task returns it, under its own name; one that is in a store is never copied, and
/// a task that only passes it on doesn't touch it. Clones are the same file.
pub struct FlyteFile<F = Any> {
    pub(super) shared: Shared,
    format: PhantomData<fn() -> F>,
}

impl<F: Format> FlyteFile<F> {
    pub(super) fn wrap(shared: Shared) -> Self {
        FlyteFile { shared, format: PhantomData }
    }

    /// The file at a path of this machine. Whether it is there shows when it is used. A pipe or a device is no file.
    pub fn new(path: impl AsRef<Path>) -> Result<Self> {
        Reference::at(path.as_ref(), false).map(Self::wrap)
    }

    /// The file at a uri (`s3://bucket/key`), or at a local path.
    pub fn from_uri(uri: impl Into<String>) -> Result<Self> {
        Reference::of(uri.into(), false).map(Self::wrap)
    }

    /// A file of this name that holds these bytes. It is written when it is handed over.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::wrap(Reference::share(Source::Held(name.into(), bytes.into()), false))
    }

    /// A file of this name with all that `reader` gives, straight into the store.
    pub async fn from_reader(name: &str, reader: impl AsyncRead) -> Result<Self> {
        let mut reader = pin!(reader);
        let mut writer = Self::create(name)?;
        let mut buffer = vec![0; 256 << 10];
        loop {
            let mut into = ReadBuf::new(&mut buffer);
            std::future::poll_fn(|context| reader.as_mut().poll_read(context, &mut into)).await?;
            if into.filled().is_empty() {
                return writer.finish().await;
            }
            writer.write(into.filled()).await?;
        }
    }

    /// A writer for a new file of this name, straight into the store: nothing is kept on the disk.
    pub fn create(name: &str) -> Result<FileWriter<F>> {
        FileWriter::create(name)
    }

    /// [`FlyteFile::create`], for code that isn't async.
    pub fn blocking_create(name: &str) -> Result<BlockingFileWriter<F>> {
        BlockingFileWriter::create(name)
    }

    /// The same file with a note about it, which travels with it (`Literal.metadata`).
    #[must_use]
    pub fn with_metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let reference = Arc::make_mut(&mut self.shared.0);
        reference.metadata.insert(key.into(), value.into());
        reference.hash = None;
        self
    }

    /// The notes about it.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.shared.0.metadata
    }

    /// Its uri, or its path if it is a local file. `None` before bytes in memory were written.
    pub fn uri(&self) -> Option<&str> {
        self.shared.0.uri()
    }

    /// Its name, the last part of the uri.
    pub fn name(&self) -> Option<String> {
        match &self.shared.0.source {
            Source::Held(name, _) => Some(name.clone()),
            Source::Made(made) => Some(made.name()),
            _ => Location::parse(self.uri()?).ok()?.base_name().map(str::to_owned),
        }
    }

    /// The same file, read as another format.
    pub fn cast<G: Format>(self) -> FlyteFile<G> {
        FlyteFile::wrap(self.shared)
    }

    /// A path of this machine with the whole file, to be read. One that lies in a store is downloaded once per process; a
    /// local file is where it is. What is there belongs to all tasks, so it is read-only where it was stored for them,
    /// and a change of it is noticed: a download is made anew, a local file that was changed is an error for whoever
    /// opens it next in the run. [`FlyteFile::copy_to`] gives a copy that may be changed.
    pub async fn path(&self) -> Result<PathBuf> {
        let reference = &self.shared.0;
        scratch::path(reference).await
    }

    /// Copies the whole file to a path of this machine, where it belongs to whoever asked for it; below the path under its
    /// own name, if that is a folder. Gives the path of the copy.
    ///
    /// ```
    /// # use flyte_core::value::FlyteFile;
    /// # async fn task(model: FlyteFile) -> flyte_core::Result<FlyteFile> {
    /// let own = model.copy_to("model.bin").await?;
    /// std::fs::OpenOptions::new().append(true).open(&own)?.set_len(1 << 20)?;
    /// FlyteFile::new(own)
    /// # }
    /// ```
    pub async fn copy_to(&self, to: impl AsRef<Path>) -> Result<PathBuf> {
        self.shared.0.copy_to(to.as_ref()).await
    }

    /// [`FlyteFile::copy_to`], for code that isn't async.
    pub fn blocking_copy_to(&self, to: impl AsRef<Path>) -> Result<PathBuf> {
        wait(self.copy_to(to))
    }

    /// Opens it for reading from any place in it ([`AsyncRead`] and `AsyncSeek`). Nothing is kept on the disk.
    pub async fn open(&self) -> Result<Reader> {
        let reference = &self.shared.0;
        reference.stores().reader(&reference.location().await?).await
    }

    /// All of it. For what is known to be small.
    pub async fn bytes(&self) -> Result<Bytes> {
        let reference = &self.shared.0;
        match &reference.source {
            Source::Held(_, bytes) => Ok(bytes.clone()),
            _ => {
                let location = reference.location_of_all().await?;
                let bytes = reference.stores().read(&location).await?;
                reference.compare(&bytes)?;
                Ok(bytes)
            }
        }
    }

    /// A part of it, which must lie inside of it. No more is read.
    pub async fn bytes_range(&self, range: Range<u64>) -> Result<Bytes> {
        let reference = &self.shared.0;
        if let Source::Held(_, bytes) = &reference.source {
            let inside = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
            return match inside.filter(|(from, to)| from <= to && *to <= bytes.len()) {
                Some((from, to)) => Ok(bytes.slice(from..to)),
                None => Err(Error::fatal(format!("{range:?} is outside of {:?}", self.shared))),
            };
        }
        reference.stores().read_range(&reference.location().await?, range).await
    }

    /// [`FlyteFile::path`], for code that isn't async.
    pub fn blocking_path(&self) -> Result<PathBuf> {
        wait(self.path())
    }

    /// [`FlyteFile::open`], for code that isn't async: [`std::io::Read`] and [`std::io::Seek`].
    pub fn blocking_open(&self) -> Result<BlockingReader> {
        wait(self.open()).map(BlockingReader::from)
    }

    /// [`FlyteFile::bytes`], for code that isn't async.
    pub fn blocking_bytes(&self) -> Result<Bytes> {
        wait(self.bytes())
    }
}

impl<F> Clone for FlyteFile<F> {
    fn clone(&self) -> Self {
        FlyteFile { shared: self.shared.clone(), format: PhantomData }
    }
}

/// The same uri and the same notes.
impl<F> PartialEq for FlyteFile<F> {
    fn eq(&self, other: &Self) -> bool {
        self.shared == other.shared
    }
}

impl<F> fmt::Debug for FlyteFile<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FlyteFile({:?})", self.shared)
    }
}
