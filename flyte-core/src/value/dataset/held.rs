//! Tables that are in memory, or still being made.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::error::Result;
use crate::storage::{Location, Moved};
use crate::value::Context;
use crate::value::hash::{Content, Tree};

/// A table that lies nowhere yet. It is written when it is handed over, once; clones of the dataset share it.
pub trait Held: Send + Sync + 'static {
    /// Writes the table's files below `to`, a fresh uri, through the stores of the context: all of them, or an error.
    fn write<'a>(
        &'a self,
        context: &'a Context,
        to: &'a Location,
    ) -> BoxFuture<'a, Result<Written>>;

    /// The same table, to be written in another format.
    fn in_format(&self, format: &str) -> Arc<dyn Held>;

    /// What it is, for debug output: `5 rows`.
    fn describe(&self) -> String;

    /// The frame itself, for who knows its type and reads it where it is.
    fn as_any(&self) -> &dyn Any;
}

/// The files of a table that was just written, with what is known of them. Where all were written with a hash
/// (`Context::transfer`), the table has one too, and counts as its content in cache keys.
#[derive(Debug, Default)]
pub struct Written {
    tree: Tree,
    unknown: bool,
}

impl Written {
    /// Adds a file by its name below the table's uri.
    pub fn add(&mut self, name: impl Into<String>, moved: Moved) {
        match moved.hash {
            Some(hash) => self.tree.add(name.into(), hash),
            None => self.unknown = true,
        }
    }

    pub(in crate::value) fn content(&self) -> Option<Content> {
        (!self.unknown && self.tree.len() > 0).then(|| self.tree.content())
    }
}

/// A held table as a place: the same if it is one and the same.
#[derive(Clone)]
pub(in crate::value) struct Table(pub(in crate::value) Arc<dyn Held>);

impl PartialEq for Table {
    fn eq(&self, other: &Table) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.describe())
    }
}
