//! Values that are too large to travel in a message: stored by whoever makes them, fetched by whoever reads them.
//!
//! The platform's limit is on a file, `outputs.pb`: all outputs of a task together. So the largest outputs are stored
//! until the rest fits ([`Offload`] says where the line is), each as a file that holds its complete literal, and an
//! *offloaded literal* with its uri, length, type and hash stands for it from then on. Equal values are equal files
//! with equal hashes, so caches know them whatever their uri is.
//!
//! An offloaded literal is passed on without a look: by workflows, branches, lists of promises, elements of maps. It
//! is fetched where somebody reads the value: when a task's inputs are decoded, when a path leads into it, when a map
//! takes it apart, when a condition compares it. A run fetches a file once as long as somebody holds what was
//! fetched, and keeps it no longer.

mod fetch;
mod fill;
mod limits;
mod put;

use std::path::Path;
use std::sync::Arc;

use flyte_types::wire::{self, Link};

use super::context::Context;
use crate::error::Result;
use crate::storage::{Location, RawPrefix};

pub use limits::{Offload, fit_message};

/// Where the large values of a run are, and what is known of them. Clones are one.
#[derive(Clone, Debug)]
pub struct Depot(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Offload,
    context: Context,
    /// Where values go that nothing but the run itself will ask for.
    run: Option<RawPrefix>,
    fetched: fetch::Fetched,
}

impl Depot {
    /// Of a run with these limits, whose files go where `context` says. Without a prefix for them, values that live no
    /// longer than the run itself go below its folder, if it has one.
    pub fn of_run(limits: Offload, context: Context, folder: Option<&Path>) -> Result<Depot> {
        let run = match (&context.prefix, folder) {
            (None, Some(folder)) => {
                Some(RawPrefix::new(Location::from_path(folder.join("offloaded"))?)?)
            }
            _ => None,
        };
        Ok(Depot(Arc::new(Inner { limits, context, run, fetched: fetch::Fetched::default() })))
    }

    /// Of code that only reads.
    pub fn reading(context: Context) -> Depot {
        let inner = Inner {
            limits: Offload::new(),
            context,
            run: None,
            fetched: fetch::Fetched::default(),
        };
        Depot(Arc::new(inner))
    }
}

/// Whether a part of the literal is stored elsewhere. Looks at all of it: to be asked when it couldn't be read.
pub(crate) fn has_offloaded(literal: &[u8]) -> bool {
    wire::references(literal).any(|link| matches!(link, Ok(Link::Offloaded(_))))
}
