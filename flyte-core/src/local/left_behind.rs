//! Synchronous attempts that nobody waits for any more: timed out, or of a run that failed or was cancelled. A thread
//! can't be stopped from outside, so each holds its own until it ends by itself.
//!
//! There may be [`AT_MOST`] of them in the process, or as many as a run may have synchronous tasks at once, if that is
//! more; those that are under way when the bound is reached may join them. At the bound no synchronous task is begun: its attempt fails with an error of the system that names the tasks
//! that hold the threads, and is tried again a little later, as often as the platform retries its own failures.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;

const AT_MOST: usize = 128;

/// How many names of tasks an error tells.
const NAMES: usize = 5;

/// How many threads are held.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The same by the names of the tasks.
static HELD: Mutex<BTreeMap<&'static str, usize>> = Mutex::new(BTreeMap::new());

fn held() -> MutexGuard<'static, BTreeMap<&'static str, usize>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many attempts may be left behind, for a run with this many synchronous tasks at once.
pub(super) fn bound(at_once: usize) -> usize {
    at_once.max(AT_MOST)
}

const QUEUED: u8 = 0;
const RUNNING: u8 = 1;
const LEFT: u8 = 2;
const OVER: u8 = 3;

struct Shared {
    task: &'static str,
    state: AtomicU8,
}

/// Held by whoever waits for an attempt. Dropped before it is over, the attempt is left behind.
pub(super) struct Watched(Arc<Shared>);

/// Held by the thread of an attempt.
struct Running(Arc<Shared>);

/// Watches one attempt: the job gives nothing when nobody waits for it any more before it begins. An error when too
/// many attempts are left behind.
pub(super) fn watch<T>(
    task: &'static str,
    bound: usize,
    job: impl FnOnce() -> T,
) -> Result<(Watched, impl FnOnce() -> Option<T>), Error> {
    if COUNT.load(Ordering::Relaxed) >= bound {
        return Err(refused());
    }
    let shared = Arc::new(Shared { task, state: AtomicU8::new(QUEUED) });
    let theirs = Arc::clone(&shared);
    let job = move || {
        let _running = Running::begin(theirs)?;
        Some(job())
    };
    Ok((Watched(shared), job))
}

impl Watched {
    /// The attempt is over.
    pub(super) fn answered(self) {
        self.0.state.store(OVER, Ordering::Relaxed);
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.0.state.load(Ordering::Relaxed) == OVER {
            return;
        }
        // Counted before anybody can see it, so that the count never falls below what is held.
        *held().entry(self.0.task).or_insert(0) += 1;
        COUNT.fetch_add(1, Ordering::Relaxed);
        if self.0.state.swap(LEFT, Ordering::AcqRel) != RUNNING {
            self.0.release();
        }
    }
}

impl Running {
    fn begin(shared: Arc<Shared>) -> Option<Running> {
        let begun =
            shared.state.compare_exchange(QUEUED, RUNNING, Ordering::AcqRel, Ordering::Relaxed);
        begun.is_ok().then(|| Running(shared))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.state.swap(OVER, Ordering::AcqRel) == LEFT {
            self.0.release();
        }
    }
}

impl Shared {
    #[cold]
    fn release(&self) {
        let mut held = held();
        COUNT.fetch_sub(1, Ordering::Relaxed);
        if let Some(count) = held.get_mut(self.task) {
            *count -= 1;
            if *count == 0 {
                held.remove(self.task);
            }
        }
    }
}

#[cold]
fn refused() -> Error {
    let held = held();
    let mut tasks: Vec<(&str, usize)> = held.iter().map(|(task, count)| (*task, *count)).collect();
    tasks.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let names: Vec<String> =
        tasks.iter().take(NAMES).map(|(task, count)| format!("`{task}` {count}")).collect();
    let more = if tasks.len() > NAMES { ", …" } else { "" };
    let total: usize = tasks.iter().map(|(_, count)| count).sum();
    Error::system(format!(
        "{total} synchronous attempts that timed out or were given up still hold their threads ({}{more}), and no \
         more are begun: a thread can't be stopped from outside, so have the task look at the clock, or make it `async`",
        names.join(", ")
    ))
}
