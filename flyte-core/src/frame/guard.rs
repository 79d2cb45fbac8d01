//! Decoders that panic.
//!
//! The arrow and parquet crates promise errors for damaged bytes, but some checks of theirs are assertions. A panic
//! there would end the task as if its own code were wrong, so it becomes the error that it should have been, and says
//! nothing on standard error.

use std::any::Any;
use std::cell::Cell;
use std::future::Future;
use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};

use crate::error::{Error, Result};
use crate::storage::Location;

/// A future that decodes what lies at this location.
pub(super) async fn future<T>(
    location: &Location,
    decoding: impl Future<Output = Result<T>>,
) -> Result<T> {
    let mut decoding = pin!(decoding);
    std::future::poll_fn(|context| {
        let polled = caught(location, || decoding.as_mut().poll(context));
        polled.unwrap_or_else(|error| Poll::Ready(Err(error)))
    })
    .await
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
        let polled = caught(&location, || decoding.poll_next_unpin(context));
        let polled = polled.unwrap_or_else(|error| Poll::Ready(Some(Err(error))));
        over = matches!(polled, Poll::Ready(None | Some(Err(_))));
        polled
    })
}

/// A function that decodes what lies at this location.
pub(super) fn call<T>(location: &Location, decode: impl FnOnce() -> Result<T>) -> Result<T> {
    caught(location, decode).flatten()
}

thread_local! {
    /// Whether this thread decodes, so that a panic is told by an error.
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

fn caught<T>(location: &Location, decode: impl FnOnce() -> T) -> Result<T> {
    keep_quiet();
    let before = DECODING.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(before);
    result.map_err(|panic| damaged(location, &*panic))
}

/// Puts a panic hook before the one that is there, which is asked about all panics but these.
fn keep_quiet() {
    static ONCE: Once = Once::new();
    if ONCE.is_completed() || std::thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !DECODING.try_with(Cell::get).unwrap_or(false) {
                hook(info);
            }
        }));
    });
}

fn damaged(location: &Location, panic: &(dyn Any + Send)) -> Error {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
    Error::fatal(format!("{} is damaged: {words}", location.told()))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// What the hook that was there before has been told.
    static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

    /// One test: the hook is the process's.
    #[tokio::test]
    async fn only_panics_of_decoders_are_kept_from_the_hook() {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            match info.payload_as_str() {
                Some(words) if words.starts_with("test: ") => {
                    HEARD.lock().unwrap().push(words.to_owned());
                }
                _ => usual(info),
            };
        }));
        let heard = || std::mem::take(&mut *HEARD.lock().unwrap());
        let location = Location::parse("memory://tables/trips").unwrap();
        let told = |error: Error| error.to_string();

        let error = call::<()>(&location, || panic!("test: a function")).unwrap_err();
        assert_eq!(told(error), "memory://tables/trips is damaged: test: a function");
        let error = future::<()>(&location, async { panic!("test: a future") }).await.unwrap_err();
        assert_eq!(told(error), "memory://tables/trips is damaged: test: a future");
        let panicking =
            stream::poll_fn(|_| -> Poll<Option<Result<()>>> { panic!("test: a stream") });
        let found: Vec<_> = stream(location.clone(), panicking.boxed()).collect().await;
        assert!(matches!(&found[..], [Err(_)]), "{found:?}");
        assert!(heard().is_empty());

        // others are heard: on this thread, on another, and while this one waits for the decoder
        let _ = panic::catch_unwind(|| panic!("test: no decoder"));
        let other = || std::thread::spawn(|| panic!("test: another thread")).join().is_err();
        assert!(call(&location, || Ok(other())).unwrap());
        assert_eq!(heard(), ["test: no decoder", "test: another thread"]);
        let waiting = future(&location, async {
            tokio::task::yield_now().await;
            Ok(())
        });
        let both = async {
            let _ = panic::catch_unwind(|| panic!("test: meanwhile"));
        };
        let _ = futures_util::future::join(waiting, both).await;
        assert_eq!(heard(), ["test: meanwhile"]);
    }
}
