//! New files and directories, written straight into the store.

use std::fmt;
use std::io as std_io;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{self, Poll};

use tokio::io::AsyncWrite;

use super::context::Context;
use super::directory::FlyteDirectory;
use super::file::FlyteFile;
use super::format::{Any, Format};
use super::reference::{Reference, Source};
use crate::error::Result;
use crate::storage::{BlockingWriter, Location, Names, Transfer, Writer};

/// Writes a new file while it is made. It is there with [`FileWriter::finish`], whole; dropped before, it leaves
/// nothing.
pub struct FileWriter<F = Any> {
    writer: Writer,
    format: PhantomData<fn() -> F>,
}

impl<F: Format> FileWriter<F> {
    pub(super) fn create(name: &str) -> Result<Self> {
        let context = Context::current();
        Self::at(&context, &context.output()?.file(name)?)
    }

    fn at(context: &Context, location: &Location) -> Result<Self> {
        let writer = context.stores().writer(location, Transfer::new())?;
        Ok(FileWriter { writer, format: PhantomData })
    }

    /// Writes all of these bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.writer.write(bytes).await
    }

    /// How many bytes have been written.
    pub fn size(&self) -> u64 {
        self.writer.size()
    }

    /// The file.
    pub async fn finish(self) -> Result<FlyteFile<F>> {
        let uri = self.writer.location().to_string();
        self.writer.finish().await?;
        Ok(FlyteFile::wrap(Reference::share(Source::Stored(uri), false)))
    }
}

impl<F> AsyncWrite for FileWriter<F> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
        bytes: &[u8],
    ) -> Poll<std_io::Result<usize>> {
        Pin::new(&mut self.get_mut().writer).poll_write(context, bytes)
    }

    fn poll_flush(
        self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<std_io::Result<()>> {
        Pin::new(&mut self.get_mut().writer).poll_flush(context)
    }

    fn poll_shutdown(
        self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<std_io::Result<()>> {
        Pin::new(&mut self.get_mut().writer).poll_shutdown(context)
    }
}

impl<F> fmt::Debug for FileWriter<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.writer.fmt(f)
    }
}

/// [`FileWriter`] for code that isn't async: [`std::io::Write`].
pub struct BlockingFileWriter<F = Any> {
    writer: BlockingWriter,
    location: Location,
    format: PhantomData<fn() -> F>,
}

impl<F: Format> BlockingFileWriter<F> {
    pub(super) fn create(name: &str) -> Result<Self> {
        let context = Context::current();
        let location = context.output()?.file(name)?;
        let writer = context.stores().blocking_writer(&location, Transfer::new())?;
        Ok(BlockingFileWriter { writer, location, format: PhantomData })
    }

    /// The file.
    pub fn finish(self) -> Result<FlyteFile<F>> {
        self.writer.finish()?;
        Ok(FlyteFile::wrap(Reference::share(Source::Stored(self.location.to_string()), false)))
    }
}

impl<F> std_io::Write for BlockingFileWriter<F> {
    fn write(&mut self, bytes: &[u8]) -> std_io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> std_io::Result<()> {
        self.writer.flush()
    }
}

impl<F> fmt::Debug for BlockingFileWriter<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.writer.fmt(f)
    }
}

/// Writes a new directory, file by file; several at the same time if wanted.
#[derive(Debug)]
pub struct DirectoryWriter<F = Any> {
    context: Context,
    base: Location,
    names: Mutex<Names>,
    format: PhantomData<fn() -> F>,
}

impl<F: Format> DirectoryWriter<F> {
    pub(super) fn create() -> Result<Self> {
        let context = Context::current();
        let base = context.output()?.directory()?;
        Ok(DirectoryWriter { context, base, names: Mutex::default(), format: PhantomData })
    }

    /// A writer for the file at `name` (`a/b.csv`), which must stay inside the directory and come once.
    pub fn file<G: Format>(&self, name: &str) -> Result<FileWriter<G>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).add(name)?;
        FileWriter::at(&self.context, &self.base.join(name)?)
    }

    /// The directory. Files whose writers weren't finished are not in it.
    pub fn finish(self) -> FlyteDirectory<F> {
        FlyteDirectory::wrap(Reference::share(Source::Stored(self.base.to_string()), true))
    }
}
