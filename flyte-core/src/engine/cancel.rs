//! Calling a run off.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What a run is woken with.
pub(crate) trait Wake: Send + Sync {
    /// Makes the run look around.
    fn wake(&self);
}

/// Calls a run off: no new nodes start, asynchronous tasks are dropped, synchronous ones are left
/// behind. Clones are one handle; once called off stays called off.
#[derive(Clone, Default)]
pub struct Cancel(Arc<Inner>);

#[derive(Default)]
struct Inner {
    cancelled: AtomicBool,
    runs: Mutex<Vec<Weak<dyn Wake>>>,
}

impl Cancel {
    /// A handle that nobody has pulled yet.
    pub fn new() -> Self {
        Cancel::default()
    }

    /// Calls off every run that was given this handle, now or later.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::SeqCst);
        let runs = std::mem::take(&mut *self.runs());
        runs.iter().filter_map(Weak::upgrade).for_each(|run| run.wake());
    }

    /// Whether it was called off.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::SeqCst)
    }

    /// Wakes `run` when this is called off.
    pub(crate) fn notify(&self, run: Weak<dyn Wake>) {
        let mut runs = self.runs();
        runs.retain(|run| run.strong_count() > 0);
        runs.push(run.clone());
        drop(runs);
        if self.is_cancelled()
            && let Some(run) = run.upgrade()
        {
            run.wake();
        }
    }

    fn runs(&self) -> std::sync::MutexGuard<'_, Vec<Weak<dyn Wake>>> {
        self.0.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel").field("cancelled", &self.is_cancelled()).finish()
    }
}
