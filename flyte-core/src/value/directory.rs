//! A directory of files.

use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use super::entries::Entries;
use super::fetch::fetch;
use super::file::FlyteFile;
use super::format::{Any, Format};
use super::glob::Pattern;
use super::reference::{Reference, Shared, Source};
use super::scratch;
use super::writer::DirectoryWriter;
use crate::error::Result;
use crate::storage::{Location, wait};

/// A directory that tasks hand to each other: a reference, as [`FlyteFile`] is.
///
/// A local directory is uploaded when a task returns it. One that is in a store is listed and read only as far as
/// somebody asks; passing it on does neither.
pub struct FlyteDirectory<F = Any> {
    pub(super) shared: Shared,
    format: PhantomData<fn() -> F>,
}

impl<F: Format> FlyteDirectory<F> {
    pub(super) fn wrap(shared: Shared) -> Self {
        FlyteDirectory { shared, format: PhantomData }
    }

    /// The directory at a path of this machine. Whether it is there shows when it is used.
    pub fn new(path: impl AsRef<Path>) -> Result<Self> {
        Reference::at(path.as_ref(), true).map(Self::wrap)
    }

    /// The directory at a uri (`s3://bucket/key`), or at a local path.
    pub fn from_uri(uri: impl Into<String>) -> Result<Self> {
        Reference::of(uri.into(), true).map(Self::wrap)
    }

    /// A writer for a new directory, file by file, straight into the store.
    pub fn create() -> Result<DirectoryWriter<F>> {
        DirectoryWriter::create()
    }

    /// Its uri, or its path if it is a local directory.
    pub fn uri(&self) -> &str {
        self.shared.0.uri().unwrap_or_default()
    }

    fn location(&self) -> Result<Location> {
        match &self.shared.0.source {
            Source::Local(path) => Location::from_path(path),
            _ => Location::parse(self.uri()),
        }
    }

    /// The file at `name` (`a/b.csv`), which must stay inside the directory. Whether it is there shows when it is used.
    pub fn file<G: Format>(&self, name: &str) -> Result<FlyteFile<G>> {
        let uri = self.location()?.join(name)?.to_string();
        let context = self.shared.0.context();
        Ok(FlyteFile::wrap(context.run(|| Reference::share(Source::Stored(uri), false))))
    }

    /// Its files, at any depth, as the store lists them.
    pub fn entries(&self) -> Result<Entries> {
        Ok(Entries::new(self.shared.0.stores().list(&self.location()?)?, None))
    }

    /// Its files whose names fit: `*` and `?` stand for characters of one part, `**` for any number of parts.
    pub fn glob(&self, pattern: &str) -> Result<Entries> {
        let pattern = Pattern::new(pattern)?;
        Ok(Entries::new(self.shared.0.stores().list(&self.location()?)?, Some(pattern)))
    }

    /// A path of this machine with the whole tree, to be read. One that lies in a store is downloaded once per process; a
    /// local directory is where it is. As with [`FlyteFile::path`] it belongs to all tasks and a change of it is noticed;
    /// [`FlyteDirectory::copy_to`] gives a copy that may be changed.
    pub async fn path(&self) -> Result<PathBuf> {
        scratch::path(&self.shared.0).await
    }

    /// Copies the whole tree to a folder of this machine, where it belongs to whoever asked for it, and gives the folder.
    /// As [`FlyteDirectory::download`], a copy that was interrupted goes on where it was.
    pub async fn copy_to(&self, to: impl AsRef<Path>) -> Result<PathBuf> {
        self.shared.0.copy_to(to.as_ref()).await
    }

    /// [`FlyteDirectory::copy_to`], for code that isn't async.
    pub fn blocking_copy_to(&self, to: impl AsRef<Path>) -> Result<PathBuf> {
        wait(self.copy_to(to))
    }

    /// Copies all files to a folder of this machine, several at a time, and gives their paths.
    ///
    /// A copy has the length and the time of last change of what it was made from. A file that is there with both is not
    /// fetched again, so a copy that was interrupted goes on where it was, and one that is old or was changed here is
    /// replaced. Of the time the seconds are the store's; where it marks what it holds (`ETag`), the microseconds stand
    /// for the mark, so that something else of the same second and length is noticed too.
    pub async fn download(&self, to: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
        let location = self.shared.0.location().await?;
        fetch(self.shared.0.stores(), &location, None, to.as_ref()).await
    }

    /// Copies the files whose names fit ([`FlyteDirectory::glob`]) to a folder of this machine.
    pub async fn download_matching(
        &self,
        pattern: &str,
        to: impl AsRef<Path>,
    ) -> Result<Vec<PathBuf>> {
        let pattern = Pattern::new(pattern)?;
        let location = self.shared.0.location().await?;
        fetch(self.shared.0.stores(), &location, Some(pattern), to.as_ref()).await
    }

    /// [`FlyteDirectory::path`], for code that isn't async.
    pub fn blocking_path(&self) -> Result<PathBuf> {
        wait(self.path())
    }
}

impl<F> Clone for FlyteDirectory<F> {
    fn clone(&self) -> Self {
        FlyteDirectory { shared: self.shared.clone(), format: PhantomData }
    }
}

/// The same uri.
impl<F> PartialEq for FlyteDirectory<F> {
    fn eq(&self, other: &Self) -> bool {
        self.shared == other.shared
    }
}

impl<F> fmt::Debug for FlyteDirectory<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FlyteDirectory({:?})", self.shared)
    }
}
