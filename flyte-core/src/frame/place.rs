//! Where a table lies: a folder of files, or one file.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::storage::{Location, Moved, Scheme, Stores, Transfer, Writer};

/// Where a table lies, or is to lie, and the stores that reach it. Clones are the same place.
#[derive(Clone, Debug)]
pub struct Place {
    stores: Stores,
    location: Location,
    hashed: bool,
    written: Arc<Mutex<Vec<(String, Moved)>>>,
}

/// Writes a file of a table while it is made. It is there with [`PartWriter::finish`], whole; dropped before, it leaves
/// nothing.
#[derive(Debug)]
pub struct PartWriter {
    writer: Writer,
    name: String,
    written: Arc<Mutex<Vec<(String, Moved)>>>,
}

impl PartWriter {
    /// Where the file will be.
    pub fn location(&self) -> &Location {
        self.writer.location()
    }

    /// Writes all of these bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.writer.write(bytes).await
    }

    /// Ends the file.
    pub async fn finish(self) -> Result<()> {
        let moved = self.writer.finish().await?;
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push((self.name, moved));
        Ok(())
    }
}

/// A file of a table.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Part {
    /// Where it is.
    pub location: Location,
    /// Its length, if that is known without asking.
    pub size: Option<u64>,
}

/// What an encoder writes into, which knows nothing of waiting. Its bytes lie at once where the store takes them from,
/// and [`Sink::settle`] after each batch hands over what is enough for that.
pub(super) struct Sink(PartWriter);

impl Sink {
    pub(super) fn location(&self) -> &Location {
        self.0.location()
    }

    /// Hands over what has been written, but for the beginning of a part.
    pub(super) async fn settle(&mut self) -> Result<()> {
        self.0.writer.settle().await
    }

    /// Ends the file.
    pub(super) async fn finish(self) -> Result<()> {
        self.0.finish().await
    }
}

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.writer.hold(bytes).map_err(std::io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Place {
    /// A place in a store.
    pub fn new(stores: Stores, location: Location) -> Place {
        Place { stores, location, hashed: false, written: Arc::default() }
    }

    /// The stores.
    pub fn stores(&self) -> &Stores {
        &self.stores
    }

    /// The table's uri.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Takes the hash of what is written, where someone wants to know it.
    #[must_use]
    pub(crate) fn hashed(mut self, hashed: bool) -> Place {
        self.hashed = hashed;
        self
    }

    /// A writer for a file of the table, below its uri. A table is known by the content of the files that were written
    /// in this way: an encoder writes all of its files so, or none.
    pub fn writer(&self, name: &str) -> Result<PartWriter> {
        let how = if self.hashed { Transfer::new().hash() } else { Transfer::new() };
        let writer = self.stores.writer(&self.location.join(name)?, how)?;
        Ok(PartWriter { writer, name: name.to_owned(), written: self.written.clone() })
    }

    /// The same for an encoder.
    pub(super) fn sink(&self, name: &str) -> Result<Sink> {
        self.writer(name).map(Sink)
    }

    /// The files that were written.
    pub(crate) fn written(&self) -> Vec<(String, Moved)> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn empty(&self) -> Error {
        Error::fatal(format!("there are no files of a table in {}", self.location.told()))
    }

    /// The table's files in the order of their names. At the uri there may be one file, or a folder with files at any
    /// depth; of those, names that begin with `.` or `_` are not the table's, but for `own`.
    pub async fn parts(&self, own: &str) -> Result<Vec<Part>> {
        let single = || vec![Part { location: self.location.clone(), size: None }];
        match self.location.local_path() {
            Some(path) => {
                let meta = std::fs::metadata(path).map_err(|error| {
                    Error::fatal(format!("the table {} can't be read: {error}", path.display()))
                })?;
                if !meta.is_dir() {
                    return Ok(single());
                }
            }
            // a web server lists nothing
            None if matches!(self.location.scheme(), Scheme::Http | Scheme::Https) => {
                return Ok(single());
            }
            None => {}
        }
        let entries = self.stores.list(&self.location)?.all().await?;
        if entries.is_empty() && !self.location.is_local() {
            return Ok(single());
        }
        let hidden = |part: &str| part.starts_with(['.', '_']);
        let mut parts: Vec<(String, Part)> = entries
            .into_iter()
            .filter(|entry| entry.name == own || !entry.name.split('/').any(hidden))
            .map(|entry| (entry.name, Part { location: entry.location, size: Some(entry.size) }))
            .collect();
        if parts.is_empty() {
            return Err(self.empty());
        }
        parts.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(parts.into_iter().map(|(_, part)| part).collect())
    }
}

/// As messages tell it: without user and password, and without a query that may be a signature.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.location.told())
    }
}
