//! The threads that all store traffic runs on.
//!
//! A client's pooled connections belong to the runtime that opened them. Runs, tests and loose promises come with
//! runtimes of their own, so the clients live on this one, which lasts as long as the process.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{AbortHandle, Id, JoinHandle};

use super::fault::{Fault, Reason};
use crate::error::{Result, advice};

/// A buffer of this length is given back once; glibc then keeps twice as much.
const KEPT: usize = 2 << 20;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// The runtime, which is made when it is first needed. A process with too many open files can't make it; it may later.
fn runtime() -> std::io::Result<&'static Runtime> {
    static MAKING: Mutex<()> = Mutex::new(());
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    match RUNTIME.get() {
        Some(runtime) => Ok(runtime),
        None => {
            let runtime = make()?;
            Ok(RUNTIME.get_or_init(|| runtime))
        }
    }
}

fn make() -> std::io::Result<Runtime> {
    keep_memory();
    Builder::new_multi_thread()
        .worker_threads(std::thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 4)))
        .max_blocking_threads(128)
        .thread_keep_alive(Duration::from_secs(5))
        .thread_name("flyte-io")
        .enable_all()
        .build()
}

/// An error if there can be no traffic with stores. To be asked before any begins.
pub(super) fn check() -> Result<()> {
    match runtime() {
        Ok(_) => Ok(()),
        Err(error) => {
            let advice = advice(&error).map(|advice| format!("; {advice}")).unwrap_or_default();
            let message = format!("no threads for files and stores: {error}{advice}");
            Err(Fault::new(Reason::Other, message).into_error())
        }
    }
}

/// Has the allocator keep a few MiB that were given back. The one of glibc learns from the largest buffer it has seen
/// go how much that may be; before, it returns each chunk of a download to the system, and takes it again a page at a
/// time, which costs more than to receive it. Others don't mind.
fn keep_memory() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(KEPT)));
}

/// The runtime of all store traffic.
pub(super) fn handle() -> &'static Handle {
    // whoever begins something has asked before
    runtime().expect("threads for the traffic with stores").handle()
}

type Running = Option<HashMap<Id, AbortHandle>>;

/// What runs. Nothing does between [`stop`] and [`go_on`].
static RUNNING: LazyLock<Mutex<Running>> = LazyLock::new(|| Mutex::new(Some(HashMap::new())));

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a future on the threads of the stores. Dropping the result stops it. A panic in there is an error like any
/// other: what asked for the transfer is not to blame.
pub(super) fn run<T: Send + 'static>(
    future: impl Future<Output = Result<T>> + Send + 'static,
) -> Task<Result<T>> {
    spawn(async move { caught(future).await.unwrap_or_else(|panic| Err(panic.into_error())) })
}

/// Runs a future that tells its result by other ways. Dropping the result stops it.
pub(super) fn spawn<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> Task<T> {
    let task = handle().spawn(future);
    match &mut *running() {
        Some(running) => drop(running.insert(task.id(), task.abort_handle())),
        None => task.abort(),
    }
    Task(task)
}

/// Stops everything that runs or is to run. Whoever waits for it waits for ever: those are threads that nobody can
/// stop, and they must not begin anything that stays behind when the process ends.
#[cfg(feature = "cli")]
pub(super) fn stop() {
    for (_, task) in running().take().into_iter().flatten() {
        task.abort();
    }
}

/// Whether nothing runs any more.
pub(super) fn is_stopped() -> bool {
    running().is_none()
}

/// What is to run runs again.
#[cfg(feature = "cli")]
pub(super) fn go_on() {
    *running() = Some(HashMap::new());
}

/// The result of a future, or its panic.
pub(super) async fn caught<T>(future: impl Future<Output = T>) -> Result<T, Fault> {
    AssertUnwindSafe(future).catch_unwind().await.map_err(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Fault::new(Reason::Other, format!("a transfer ended by a panic: {words}"))
    })
}

/// Runs a function that blocks. Dropping the result doesn't stop it.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    // where there are no threads, whoever asks has to wait
    let Ok(runtime) = runtime() else { return work() };
    match runtime.spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// A task that ends when nobody wants its result any more.
pub(super) struct Task<T>(JoinHandle<T>);

impl<T> Future for Task<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        match std::task::ready!(Pin::new(&mut self.0).poll(context)) {
            Ok(value) => Poll::Ready(value),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // the process is ending: nobody will look at this any more
            Err(_) => Poll::Pending,
        }
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
        if let Some(running) = &mut *running() {
            running.remove(&self.0.id());
        }
    }
}

/// Waits for a future on this thread, inside a runtime or not.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}
