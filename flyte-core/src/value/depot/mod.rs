//! Values that are too large to travel in a message: stored by whoever makes them, fetched by whoever reads them.
//!
//! The platform's limit is on a file, `outputs.pb`: all outputs of a task together. So the largest outputs are stored
//! until the rest fits ([`Offload`] says where the line is), each as a file that holds its complete literal, and an
//! *offloaded literal* with its uri, length, type and hash stands for it from then on. The hash is the literal's own if
//! it has one (the user's), or else that of the file, so equal values are one to a cache whatever their uri is. A list
//! of files counts with the uris in it, on the platform and for flytekit too; the local cache looks inside.
//!
//! An offloaded literal is passed on without a look: by workflows, branches, lists of promises, elements of maps. It
//! is fetched where somebody reads the value: when a task's inputs are decoded, when a path leads into it, when a map
//! takes it apart, when a condition compares it. A run fetches a file once as long as somebody holds what was
//! fetched, and keeps it no longer.

mod declared;
mod fetch;
mod fill;
mod limits;
mod put;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use flyte_types::wire::{self, Link};
use tempfile::TempDir;

use super::context::Context;
use crate::error::{Error, Result};
use crate::storage::{Location, RawPrefix};

pub(crate) use declared::check_types;
pub use limits::{Offload, fit_message};

/// The length of a hash as text.
const HASH: usize = 64;

/// Where the large values of a run are, and what is known of them. Clones are one.
#[derive(Clone, Debug)]
pub struct Depot(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Offload,
    context: Context,
    home: Home,
    fetched: fetch::Fetched,
}

/// Where values go that nothing but the run itself will ask for.
#[derive(Debug)]
enum Home {
    /// Where its files go.
    Prefix,
    /// Into its folder.
    Folder(RawPrefix),
    /// Into a folder that goes with the run. It is made when something is put there.
    Temporary(Mutex<Option<TempDir>>),
}

impl Depot {
    /// Of a run with these limits, whose files go where `context` says. Without a prefix for them, values that live no
    /// longer than the run itself go below its folder if it has one, or else into one that goes with the run.
    pub fn of_run(limits: Offload, context: Context, folder: Option<&Path>) -> Result<Depot> {
        let home = match (&context.prefix, folder) {
            (Some(_), _) => Home::Prefix,
            (None, Some(folder)) => {
                Home::Folder(RawPrefix::new(Location::from_path(folder.join("offloaded"))?)?)
            }
            (None, None) => Home::Temporary(Mutex::default()),
        };
        Ok(Depot(Arc::new(Inner { limits, context, home, fetched: fetch::Fetched::default() })))
    }

    /// Of code that only reads.
    pub fn reading(context: Context) -> Depot {
        let (limits, fetched) = (Offload::new(), fetch::Fetched::default());
        Depot(Arc::new(Inner { limits, context, home: Home::Prefix, fetched }))
    }

    /// Where to put values. What `outlives` the run isn't put where the run itself is.
    fn place(&self, outlives: bool) -> Result<RawPrefix> {
        match &self.0.home {
            Home::Folder(folder) if !outlives => Ok(folder.clone()),
            Home::Temporary(folder) if !outlives => {
                let mut folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
                if folder.is_none() {
                    let made = tempfile::Builder::new()
                        .prefix("offloaded-")
                        .tempdir_in(super::scratch::folder()?)
                        .map_err(|error| {
                            Error::system(format!("no folder for large values: {error}"))
                        })?;
                    *folder = Some(made);
                }
                let path = folder.as_ref().map(|folder| folder.path().to_owned());
                RawPrefix::new(Location::from_path(path.unwrap_or_default())?)
            }
            _ => self.0.context.output(),
        }
    }

    /// What is left of a run: its outputs, with everything in them that would go with the run.
    pub(crate) async fn leave(&self, outputs: Vec<Bytes>) -> Result<Vec<Bytes>> {
        let Home::Temporary(folder) = &self.0.home else { return Ok(outputs) };
        let path = {
            let folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
            match &*folder {
                Some(folder) => folder.path().to_owned(),
                None => return Ok(outputs),
            }
        };
        let goes = |literal: &[u8]| {
            wire::references(literal).any(|link| match link {
                Ok(Link::Offloaded(what)) => Path::new(what.uri).starts_with(&path),
                _ => false,
            })
        };
        let mut left = Vec::with_capacity(outputs.len());
        for output in outputs {
            left.push(match goes(&output) {
                true => self.fill(&output).await.map_err(Error::output)?,
                false => output,
            });
        }
        Ok(left)
    }
}

/// Whether a part of the literal is stored elsewhere. Looks at all of it: to be asked when it couldn't be read.
pub(crate) fn has_offloaded(literal: &[u8]) -> bool {
    wire::references(literal).any(|link| matches!(link, Ok(Link::Offloaded(_))))
}
