//! `.await` on a promise made outside a workflow.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use flyte_types::Outputs;

use super::Local;
use crate::error::Result;
use crate::graph::Promise;

/// Runs the call, without a cache and without a run folder: [`Local::run`] has those. Works on any tokio runtime,
/// also in a task's body; without one it is an error that says so.
impl<T: Outputs> IntoFuture for Promise<T> {
    type Output = Result<T>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(Local::new().run(self))
    }
}
