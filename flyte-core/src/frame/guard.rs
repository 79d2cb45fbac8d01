//! Decoders that panic.
//!
//! The arrow and parquet crates promise errors for damaged bytes, but some checks of theirs are assertions. A panic
//! there would end the task as if its own code were wrong, so it becomes the error that it should have been.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, Stream, StreamExt};

use crate::error::{Error, Result};
use crate::storage::Location;

/// A future that decodes what lies at this location.
pub(super) async fn future<T>(
    location: &Location,
    decoding: impl Future<Output = Result<T>>,
) -> Result<T> {
    let decoding = pin!(decoding);
    match AssertUnwindSafe(decoding).catch_unwind().await {
        Ok(result) => result,
        Err(panic) => Err(damaged(location, &*panic)),
    }
}

/// A stream that decodes what lies at this location. It ends after the first error.
pub(super) fn stream<T: Send + 'static>(
    location: Location,
    mut decoding: BoxStream<'static, Result<T>>,
) -> impl Stream<Item = Result<T>> + Send + use<T> {
    let mut over = false;
    stream::poll_fn(move |context| {
        if over {
            return Poll::Ready(None);
        }
        let polled = catch_unwind(AssertUnwindSafe(|| decoding.poll_next_unpin(context)));
        let polled =
            polled.unwrap_or_else(|panic| Poll::Ready(Some(Err(damaged(&location, &*panic)))));
        over = matches!(polled, Poll::Ready(None | Some(Err(_))));
        polled
    })
}

/// A function that decodes what lies at this location.
pub(super) fn call<T>(location: &Location, decode: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|panic| Err(damaged(location, &*panic)))
}

fn damaged(location: &Location, panic: &(dyn Any + Send)) -> Error {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
    Error::fatal(format!("{location} is damaged: {words}"))
}
