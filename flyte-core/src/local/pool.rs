//! Threads for synchronous tasks.
//!
//! Not tokio's blocking pool: that one is waited for when the runtime ends, and a task that never ends would hold
//! the process. These are plain detached threads. They are started when there is work and no idle thread,
//! and end after a while without work. How many work at once is limited by each run, not here, so that a task
//! may wait for another run without starving it.

use std::collections::VecDeque;
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::error::guard::catch;

/// How long a thread waits for work before it ends.
const IDLE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Pool {
    state: Mutex<State>,
    work: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    idle: usize,
}

static POOL: LazyLock<Pool> = LazyLock::new(Pool::default);

/// How many synchronous tasks one run has under way at once: as many as there are cores, at least 8.
pub(crate) fn width() -> usize {
    static WIDTH: LazyLock<usize> =
        LazyLock::new(|| thread::available_parallelism().map_or(8, |cores| cores.get().max(8)));
    *WIDTH
}

/// Runs `job` on a thread. Fails when the system gives no thread.
pub(crate) fn run(job: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    // Code of the user's is guarded where it is called; what gets here still must not end the thread.
    let job = move || drop(catch(job));
    let mut state = POOL.state();
    if state.idle > state.jobs.len() {
        state.jobs.push_back(Box::new(job));
        drop(state);
        POOL.work.notify_one();
        return Ok(());
    }
    drop(state);
    thread::Builder::new().name("flyte-task".to_owned()).spawn(move || {
        job();
        POOL.serve();
    })?;
    Ok(())
}

/// Runs `job` on a thread and waits for what it gives.
pub(crate) async fn ask<T: Send + 'static>(
    job: impl FnOnce() -> T + Send + 'static,
) -> std::io::Result<T> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    run(move || drop(sender.send(job())))?;
    receiver.await.map_err(|_| std::io::Error::other("the work on it panicked"))
}

impl Pool {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a thread does between its jobs. They don't panic: [`run`] sees to it.
    fn serve(&self) {
        let mut state = self.state();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                drop(state);
                job();
                state = self.state();
                continue;
            }
            state.idle += 1;
            let (woken, wait) =
                self.work.wait_timeout(state, IDLE).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            state.idle -= 1;
            if wait.timed_out() && state.jobs.is_empty() {
                return;
            }
        }
    }
}
