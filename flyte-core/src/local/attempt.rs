//! One attempt in this process: the body is called, and a panic becomes the task's error.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use bytes::Bytes;

use super::blocked::Polls;
use super::{left_behind, pool};
use crate::definition::{
    AsyncBody, Body, BodyFuture, Inputs, SyncBody, TaskDefinition, fetch_inputs,
};
use crate::engine::{Call, Execution, Executor, Lane};
use crate::error::Error;
use crate::error::guard::guard;
use crate::graph::OwnCalls;
use crate::value::{self, Context, Depot};

/// Carries calls out in this process: asynchronous bodies on the runtime that the run was started on,
/// synchronous ones on threads of their own.
#[derive(Clone, Debug)]
pub(crate) struct InProcess(Arc<About>);

/// What all attempts of a run have in common: one count for each of them to hold.
#[derive(Debug)]
pub(crate) struct About {
    /// Where the tasks' files go, if anybody said so.
    pub(crate) context: Option<Arc<Context>>,
    /// Where the run's large values are.
    pub(crate) depot: Depot,
    /// How many tasks of each kind may be under way, if the user said so.
    pub(crate) parallel: Option<usize>,
    /// Notices asynchronous tasks that block.
    pub(crate) polls: Arc<Polls>,
}

impl InProcess {
    pub(crate) fn new(about: About) -> Self {
        InProcess(Arc::new(about))
    }
}

impl Executor for InProcess {
    fn execute(&self, call: Call) -> Execution {
        match &call.task.body {
            Body::Async(begin) => {
                self.0.polls.watch();
                let (task, about) = (call.task, Arc::clone(&self.0));
                let (state, calls) = (State::Before(begin, call), OwnCalls::default());
                Box::pin(Asynchronous { state, task, about, calls })
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
        self.0.parallel.unwrap_or(match lane {
            Lane::Light => 1024,
            Lane::Heavy => pool::width(),
        })
    }
}

async fn synchronous(
    body: &'static SyncBody,
    call: Call,
    in_process: InProcess,
) -> Result<Vec<Bytes>, Error> {
    let task = call.task;
    let bound = left_behind::bound(in_process.limit(Lane::Heavy));
    let job = move || {
        let InProcess(about) = in_process;
        let inputs = Inputs::new(&task.spec, &call.inputs).from_depot(&about.depot);
        let run = || guard(|| body(inputs).map_err(Error::settled)).flatten();
        OwnCalls::default().within(|| value::within(about.context.as_ref(), run))
    };
    let (watched, job) = left_behind::watch(task.spec.full_name(), bound, job)?;
    let answer = pool::ask(job).await;
    watched.answered();
    match answer {
        Ok(Some(result)) => result,
        Ok(None) => Err(Error::system("the attempt was given up before it began")),
        Err(error) => Err(Error::system(error).context(
            "no thread for a synchronous task (fewer run at once with `--parallel` or `Local::parallel`)",
        )),
    }
}

/// An asynchronous body. It is begun at the first poll, so that inputs are read where the task runs; once more if
/// something in them has to be fetched first, which nobody's thread waits for.
struct Asynchronous {
    state: State,
    task: &'static TaskDefinition,
    about: Arc<About>,
    /// What the body calls outside a graph.
    calls: OwnCalls,
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
        let Asynchronous { state, task, about, calls } = &mut *self;
        let poll = about.polls.enter(task);
        let advance = || guard(|| state.poll(&about.depot, context).map_err(Error::settled));
        let polled = calls.within(|| value::within(about.context.as_ref(), advance));
        drop(poll);
        match polled {
            Ok(polled) => polled,
            Err(panic) => {
                self.state = State::Over;
                Poll::Ready(Err(panic))
            }
        }
    }
}
