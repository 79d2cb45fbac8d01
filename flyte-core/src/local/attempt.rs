//! One attempt in this process: the body is called, and a panic becomes the task's error.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::{self, AssertUnwindSafe, Location};
use std::pin::Pin;
use std::sync::{Arc, Once};
use std::task::{self, Poll};

use bytes::Bytes;

use super::pool;
use crate::definition::{AsyncBody, Body, BodyFuture, Inputs, SyncBody, TaskDefinition};
use crate::engine::{Call, Execution, Executor, Lane};
use crate::error::Error;
use crate::value::{self, Context};

/// Carries calls out in this process: asynchronous bodies on the runtime that the run was started on,
/// synchronous ones on threads of their own.
#[derive(Clone, Debug, Default)]
pub(crate) struct InProcess {
    /// Where the tasks' files go, if anybody said so.
    pub(crate) context: Option<Arc<Context>>,
}

impl Executor for InProcess {
    fn execute(&self, call: Call) -> Execution {
        match &call.task.body {
            Body::Async(begin) => {
                let state = State::Before(begin, call);
                Box::pin(Asynchronous { state, context: self.context.clone() })
            }
            Body::Sync(body) => Box::pin(synchronous(body, call, self.context.clone())),
        }
    }

    fn lane(&self, task: &'static TaskDefinition) -> Lane {
        match task.body {
            Body::Async(_) => Lane::Light,
            Body::Sync(_) => Lane::Heavy,
        }
    }

    fn limit(&self, lane: Lane) -> usize {
        match lane {
            Lane::Light => 1024,
            Lane::Heavy => pool::width(),
        }
    }
}

async fn synchronous(
    body: &'static SyncBody,
    call: Call,
    context: Option<Arc<Context>>,
) -> Result<Vec<Bytes>, Error> {
    let spec = &call.task.spec;
    let job =
        move || value::within(context.as_ref(), || guard(|| body(Inputs::new(spec, &call.inputs))));
    match pool::ask(job).await {
        Ok(result) => result.and_then(|result| result),
        Err(error) => Err(Error::system(error).context("no thread for a synchronous task")),
    }
}

/// An asynchronous body. It is begun at the first poll, so that inputs are read where the task runs.
struct Asynchronous {
    state: State,
    context: Option<Arc<Context>>,
}

enum State {
    Before(&'static AsyncBody, Call),
    Running(BodyFuture),
    Over,
}

impl Future for Asynchronous {
    type Output = Result<Vec<Bytes>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let Asynchronous { state, context: run } = &mut *self;
        let polled = value::within(run.as_ref(), || {
            guard(|| {
                if let State::Before(begin, call) = state {
                    match begin(Inputs::new(&call.task.spec, &call.inputs)) {
                        Ok(body) => *state = State::Running(body),
                        Err(error) => return Poll::Ready(Err(error)),
                    }
                }
                match state {
                    State::Running(body) => body.as_mut().poll(context),
                    _ => Poll::Pending,
                }
            })
        });
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(result)) => Poll::Ready(result),
            Err(panic) => {
                self.state = State::Over;
                Poll::Ready(Err(panic))
            }
        }
    }
}

thread_local! {
    /// Whether this thread runs the user's code, so that a panic is looked at.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs the user's code. A panic is a user error and not recoverable.
fn guard<T>(code: impl FnOnce() -> T) -> Result<T, Error> {
    watch_panics();
    let before = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(code));
    GUARDED.set(before);
    result.map_err(|panic| {
        let place = PLACE.take().map(|place| format!(" at {place}")).unwrap_or_default();
        Error::fatal(format!("panicked{place}: {}", words(&*panic)))
    })
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words given")
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
