//! New files and directories, written straight into the store.

use std::fmt;
use std::io as std_io;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{self, Poll};

use tokio::io::AsyncWrite;

use super::context::Context;
use super::directory::FlyteDirectory;
use super::file::FlyteFile;
use super::format::{Any, Format};
use super::hash::Tree;
use super::reference::{Reference, make_directory};
use crate::error::Result;
use crate::storage::{BlockingWriter, Location, Moved, Names, Writer};

/// Writes a new file while it is made. It is there with [`FileWriter::finish`], whole; dropped before, it leaves
/// nothing.
pub struct FileWriter<F = Any> {
    writer: Writer,
    context: Context,
    /// The directory that it is in, and its name there.
    within: Option<(Arc<Mutex<Tree>>, String)>,
    format: PhantomData<fn() -> F>,
}

impl<F: Format> FileWriter<F> {
    pub(super) fn create(name: &str) -> Result<Self> {
        let context = Context::current();
        Self::at(&context, &context.output()?.file(name)?, None)
    }

    fn at(
        context: &Context,
        location: &Location,
        within: Option<(Arc<Mutex<Tree>>, String)>,
    ) -> Result<Self> {
        let writer = context.stores().writer(location, context.transfer(location))?;
        Ok(FileWriter { writer, context: context.clone(), within, format: PhantomData })
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
        let location = self.writer.location().clone();
        let Moved { hash, .. } = self.writer.finish().await?;
        if let (Some((tree, name)), Some(hash)) = (self.within, hash) {
            tree.lock().unwrap_or_else(PoisonError::into_inner).add(name, hash);
        }
        let written = self.context.run(|| Reference::written(&location, false, hash));
        Ok(FlyteFile::wrap(written))
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
    context: Context,
    location: Location,
    format: PhantomData<fn() -> F>,
}

impl<F: Format> BlockingFileWriter<F> {
    pub(super) fn create(name: &str) -> Result<Self> {
        let context = Context::current();
        let location = context.output()?.file(name)?;
        let writer = context.stores().blocking_writer(&location, context.transfer(&location))?;
        Ok(BlockingFileWriter { writer, context, location, format: PhantomData })
    }

    /// The file.
    pub fn finish(self) -> Result<FlyteFile<F>> {
        let Moved { hash, .. } = self.writer.finish()?;
        let written = self.context.run(|| Reference::written(&self.location, false, hash));
        Ok(FlyteFile::wrap(written))
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
    /// The names that were given out.
    names: Mutex<(Names, usize)>,
    /// What was written, if it is hashed.
    tree: Arc<Mutex<Tree>>,
    format: PhantomData<fn() -> F>,
}

impl<F: Format> DirectoryWriter<F> {
    pub(super) fn create() -> Result<Self> {
        let context = Context::current();
        let base = context.output()?.directory()?;
        make_directory(&base)?;
        Ok(DirectoryWriter {
            context,
            base,
            names: Mutex::default(),
            tree: Arc::default(),
            format: PhantomData,
        })
    }

    /// A writer for the file at `name` (`a/b.csv`), which must stay inside the directory and come once.
    pub fn file<G: Format>(&self, name: &str) -> Result<FileWriter<G>> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.0.add(name)?;
        names.1 += 1;
        let within = Some((Arc::clone(&self.tree), name.to_owned()));
        FileWriter::at(&self.context, &self.base.join(name)?, within)
    }

    /// The directory. Files whose writers weren't finished are not in it.
    pub fn finish(self) -> FlyteDirectory<F> {
        let names = self.names.into_inner().unwrap_or_else(PoisonError::into_inner);
        let tree = self.tree.lock().unwrap_or_else(PoisonError::into_inner);
        // A file whose writer was shut down as a stream, or dropped, is not known by its content.
        let whole = self.context.hashes(&self.base) && tree.len() == names.1;
        let content = whole.then(|| tree.content());
        let written = self.context.run(|| Reference::written(&self.base, true, content));
        FlyteDirectory::wrap(written)
    }
}
