//! The user's code, where a panic must not go further: bodies of tasks, defaults, hashes, conversions, the text of
//! errors, and drops.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::panic::{self, AssertUnwindSafe, Location};
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

use super::Error;
use super::text::text_of;

/// A panic that was caught.
#[derive(Clone, Debug)]
pub(crate) struct Panic {
    /// Where the code panicked, if the panic hook was told.
    place: Option<String>,
    message: String,
}

impl Panic {
    /// What the panic said, without its place.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "panicked at {place}: {}", self.message),
            None => write!(f, "panicked: {}", self.message),
        }
    }
}

impl From<Panic> for Error {
    /// A user error that no retry can mend.
    fn from(panic: Panic) -> Error {
        Error::fatal(panic.to_string())
    }
}

thread_local! {
    /// Whether this thread runs the user's code, so that the place of a panic is kept.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs code of the user's. A panic in it ends here, and so does one in the drop of what it panicked with.
pub(crate) fn catch<T>(code: impl FnOnce() -> T) -> Result<T, Panic> {
    watch_panics();
    let before = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(code));
    GUARDED.set(before);
    result.map_err(caught)
}

/// [`catch`], with the panic as a user error that is not recoverable.
pub(crate) fn guard<T>(code: impl FnOnce() -> T) -> Result<T, Error> {
    catch(code).map_err(Error::from)
}

/// Polls a future that runs code of the user's. A panic in a poll is its result.
pub(crate) async fn guard_future<T>(future: impl Future<Output = T>) -> Result<T, Error> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| match guard(|| future.as_mut().poll(context)) {
        Ok(polled) => polled.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

/// Drops a value of the user's. What its drop panics with goes no further than the panic hook.
pub(crate) fn discard<T>(value: T) {
    if let Err(panic) = panic::catch_unwind(AssertUnwindSafe(|| drop(value))) {
        discard_payload(panic);
    }
}

#[cold]
fn caught(payload: Box<dyn Any + Send>) -> Panic {
    let place = PLACE.take();
    let message = text_of(&words(&*payload));
    discard_payload(payload);
    Panic { place, message }
}

/// Drops what a panic carried. If that drop panics too, what the second panic carried is leaked: it may go on like that
/// for ever.
#[cold]
fn discard_payload(payload: Box<dyn Any + Send>) {
    if let Err(next) = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(next);
    }
    PLACE.take();
}

/// What a panic says.
pub(crate) fn words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&'static str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no words given")
}

/// The place of a panic is known to the panic hook alone: put one before the user's.
fn watch_panics() {
    static ONCE: Once = Once::new();
    if ONCE.is_completed() || std::thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.try_with(Cell::get).unwrap_or(false) {
                let place = info.location().map(Location::to_string);
                let _ = PLACE.try_with(|known| known.replace(place));
            }
            hook(info);
        }));
    });
}
