//! Tables in memory.

use std::any::Any;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::{place, written};
use crate::error::Result;
use crate::frame;
use crate::storage::Location;
use crate::value::Context;
use crate::value::dataset::{Held, Written};

/// A frame that lies nowhere yet, and the format in which it will be written.
pub(super) struct InMemory<F> {
    /// Gives the frame, as often as it is wanted.
    frame: Arc<dyn Fn() -> F + Send + Sync>,
    format: String,
    words: String,
}

impl<F: 'static> InMemory<F> {
    pub(super) fn held(
        format: &str,
        words: impl Into<String>,
        frame: impl Fn() -> F + Send + Sync + 'static,
    ) -> Arc<dyn Held>
    where
        F: Send,
    {
        Arc::new(InMemory {
            frame: Arc::new(frame),
            format: format.to_owned(),
            words: words.into(),
        })
    }

    /// The frame of a table that is held so.
    pub(super) fn of(held: &dyn Held) -> Option<F> {
        held.as_any().downcast_ref::<InMemory<F>>().map(|held| (held.frame)())
    }
}

impl<F: Send + 'static> Held for InMemory<F> {
    fn write<'a>(
        &'a self,
        context: &'a Context,
        to: &'a Location,
    ) -> BoxFuture<'a, Result<Written>> {
        async move {
            let place = place(context, to);
            frame::write((self.frame)(), &place, &self.format).await?;
            Ok(written(&place))
        }
        .boxed()
    }

    fn in_format(&self, format: &str) -> Arc<dyn Held> {
        let (frame, words) = (self.frame.clone(), self.words.clone());
        Arc::new(InMemory { frame, format: format.to_owned(), words })
    }

    fn describe(&self) -> String {
        self.words.clone()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
