//! The files of a directory, as they are found.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;

use super::glob::Pattern;
use crate::error::Result;
use crate::storage::{Entry, Listing};

/// The files of a directory, one after the other: a [`Stream`], and [`Entries::next`]. A name that would climb out of
/// the directory is an error.
pub struct Entries {
    listing: Listing,
    pattern: Option<Pattern>,
}

impl Entries {
    pub(super) fn new(listing: Listing, pattern: Option<Pattern>) -> Entries {
        Entries { listing, pattern }
    }

    /// The next file.
    pub async fn next(&mut self) -> Option<Result<Entry>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All of them. For directories that are known to be small.
    pub async fn all(mut self) -> Result<Vec<Entry>> {
        let mut all = Vec::new();
        while let Some(entry) = self.next().await {
            all.push(entry?);
        }
        Ok(all)
    }
}

impl Stream for Entries {
    type Item = Result<Entry>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let next = ready!(Pin::new(&mut this.listing).poll_next(context));
            match (&next, &this.pattern) {
                (Some(Ok(entry)), Some(pattern)) if !pattern.matches(&entry.name) => {}
                _ => return Poll::Ready(next),
            }
        }
    }
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries").field("pattern", &self.pattern).finish_non_exhaustive()
    }
}
