//! Readers and writers for code that isn't async. They work on any thread, inside a runtime or not.

use std::io::{self as std_io, Read, Seek, SeekFrom, Write};
use std::pin::Pin;

use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};

use super::reader::into_io;
use super::{Moved, Reader, Transfer, Writer};
use crate::error::Result;
use crate::storage::io;
use crate::storage::location::Location;
use crate::storage::stores::Stores;

/// A [`Reader`] as [`std::io::Read`] and [`std::io::Seek`].
#[derive(Debug)]
pub struct BlockingReader(Reader);

/// A [`Writer`] as [`std::io::Write`].
#[derive(Debug)]
pub struct BlockingWriter(Writer);

impl Stores {
    /// Opens an object for reading, from code that isn't async.
    pub fn blocking_reader(&self, location: &Location) -> Result<BlockingReader> {
        io::wait(self.reader(location)).map(BlockingReader)
    }

    /// Opens an object for writing, from code that isn't async.
    pub fn blocking_writer(&self, location: &Location, how: Transfer) -> Result<BlockingWriter> {
        self.writer(location, how).map(BlockingWriter)
    }
}

impl From<Reader> for BlockingReader {
    fn from(reader: Reader) -> Self {
        BlockingReader(reader)
    }
}

impl BlockingReader {
    /// The object's length.
    pub fn size(&self) -> u64 {
        self.0.size()
    }
}

impl BlockingWriter {
    /// Makes the object of what was written.
    pub fn finish(self) -> Result<Moved> {
        io::wait(self.0.finish())
    }
}

impl Read for BlockingReader {
    fn read(&mut self, buffer: &mut [u8]) -> std_io::Result<usize> {
        let mut buffer = ReadBuf::new(buffer);
        io::wait(std::future::poll_fn(|context| {
            Pin::new(&mut self.0).poll_read(context, &mut buffer)
        }))?;
        Ok(buffer.filled().len())
    }
}

impl Seek for BlockingReader {
    fn seek(&mut self, to: SeekFrom) -> std_io::Result<u64> {
        Pin::new(&mut self.0).start_seek(to)?;
        io::wait(std::future::poll_fn(|context| Pin::new(&mut self.0).poll_complete(context)))
    }
}

impl Write for BlockingWriter {
    fn write(&mut self, bytes: &[u8]) -> std_io::Result<usize> {
        io::wait(self.0.write(bytes)).map_err(into_io)?;
        Ok(bytes.len())
    }

    /// Does nothing: a part is sent when it is full.
    fn flush(&mut self) -> std_io::Result<()> {
        Ok(())
    }
}
