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
use crate::definition::{
    AsyncBody, Body, BodyFuture, Inputs, SyncBody, TaskDefinition, fetch_inputs,
};
use crate::engine::{Call, Execution, Executor, Lane};
use crate::error::Error;
use crate::value::{self, Context, Depot};

/// Carries calls out in this process: asynchronous bodies on the runtime that the run was started on,
/// synchronous ones on threads of their own.
#[derive(Clone, Debug)]
pub(crate) struct InProcess {
    /// Where the tasks' files go, if anybody said so.
    pub(crate) context: Option<Arc<Context>>,
    /// Where the run's large values are.
    pub(crate) depot: Depot,
}

impl Executor for InProcess {
    fn execute(&self, call: Call) -> Execution {
        match &call.task.body {
            Body::Async(begin) => {
                let state = State::Before(begin, call);
                let InProcess { context, depot } = self.clone();
                Box::pin(Asynchronous { state, context, depot })
            }
            Body::Sync(body) => Box::pin(synchronous(body, call, self.clone())),
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
    InProcess { context, depot }: InProcess,
) -> Result<Vec<Bytes>, Error> {
    let spec = &call.task.spec;
    let job = move || {
        let inputs = Inputs::new(spec, &call.inputs).from_depot(&depot);
        value::within(context.as_ref(), || guard(|| body(inputs)))
    };
    match pool::ask(job).await {
        Ok(result) => result.and_then(|result| result),
        Err(error) => Err(Error::system(error).context("no thread for a synchronous task")),
    }
}

/// An asynchronous body. It is begun at the first poll, so that inputs are read where the task runs; once more if
/// something in them has to be fetched first, which nobody's thread waits for.
struct Asynchronous {
    state: State,
    context: Option<Arc<Context>>,
    depot: Depot,
}

enum State {
    Before(&'static AsyncBody, Call),
    Fetching(&'static AsyncBody, Call, Fetching),
    Running(BodyFuture),
    Over,
}

type Fetching = Pin<Box<dyn Future<Output = Result<Vec<Bytes>, Error>> + Send>>;

impl State {
    /// Goes as far as it can.
    fn poll(
        &mut self,
        depot: &Depot,
        context: &mut task::Context<'_>,
    ) -> Poll<Result<Vec<Bytes>, Error>> {
        loop {
            match std::mem::replace(self, State::Over) {
                State::Before(begin, call) => {
                    let elsewhere = Cell::new(false);
                    let inputs = Inputs::new(&call.task.spec, &call.inputs);
                    match begin(inputs.without_waiting(&elsewhere)) {
                        Ok(body) => *self = State::Running(body),
                        Err(_) if elsewhere.get() => {
                            let (depot, inputs) = (depot.clone(), Arc::clone(&call.inputs));
                            let spec = &call.task.spec;
                            let fetching = async move { fetch_inputs(spec, &inputs, &depot).await };
                            *self = State::Fetching(begin, call, Box::pin(fetching));
                        }
                        Err(error) => return Poll::Ready(Err(error)),
                    }
                }
                State::Fetching(begin, call, mut fetching) => {
                    match fetching.as_mut().poll(context) {
                        Poll::Pending => {
                            *self = State::Fetching(begin, call, fetching);
                            return Poll::Pending;
                        }
                        Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                        Poll::Ready(Ok(inputs)) => {
                            let read = Inputs::new(&call.task.spec, &inputs);
                            match begin(read.fetched_for(&call.inputs)) {
                                Ok(body) => *self = State::Running(body),
                                Err(error) => return Poll::Ready(Err(error)),
                            }
                        }
                    }
                }
                State::Running(mut body) => {
                    let polled = body.as_mut().poll(context);
                    if polled.is_pending() {
                        *self = State::Running(body);
                    }
                    return polled;
                }
                State::Over => return Poll::Pending,
            }
        }
    }
}

impl Future for Asynchronous {
    type Output = Result<Vec<Bytes>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let Asynchronous { state, context: run, depot } = &mut *self;
        let polled = value::within(run.as_ref(), || guard(|| state.poll(depot, context)));
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
