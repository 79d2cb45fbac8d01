//! Where a table lies: a folder of files, or one file.

use std::fmt;

use crate::error::{Error, Result};
use crate::storage::{Location, Scheme, Stores, Transfer, Writer};

/// Where a table lies, or is to lie, and the stores that reach it.
#[derive(Clone, Debug)]
pub struct Place {
    stores: Stores,
    location: Location,
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

impl Place {
    /// A place in a store.
    pub fn new(stores: Stores, location: Location) -> Place {
        Place { stores, location }
    }

    /// The stores.
    pub fn stores(&self) -> &Stores {
        &self.stores
    }

    /// The table's uri.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Writes a file of the table, below its uri.
    pub fn writer(&self, name: &str) -> Result<Writer> {
        self.stores.writer(&self.location.join(name)?, Transfer::new())
    }

    pub(super) fn empty(&self) -> Error {
        Error::fatal(format!("there are no files of a table in {}", self.location))
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

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.location.fmt(f)
    }
}
