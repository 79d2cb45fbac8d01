//! Where attempts report, and how the scheduler is woken: one queue, drained in batches.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use bytes::Bytes;
use futures_util::task::AtomicWaker;

use crate::engine::Wake;
use crate::error::Error;
use crate::error::guard::guard_future;
use crate::local::bindings::Fetched;
use crate::local::cache::Lookup;

/// An attempt, or what else a node has under way: a place and whose place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) index: u32,
    pub(crate) serial: u32,
}

impl Key {
    /// Of a detour of the scheduler itself, by its number.
    pub(crate) fn detour(serial: u32) -> Key {
        Key { index: u32::MAX, serial }
    }

    pub(crate) fn is_detour(self) -> bool {
        self.index == u32::MAX
    }
}

/// What is reported. Small: every attempt moves one or two through the queue.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// An attempt ended.
    Attempted(Result<Vec<Bytes>, Error>),
    /// An attempt gave outputs after its time was over.
    Late,
    /// The outputs of an attempt were too large together, and the largest are stored.
    Offloaded(Result<Vec<Bytes>, Error>),
    /// The cache was asked.
    Looked(Lookup),
    /// The cache was given the outputs; the words when it didn't take them. An error: the user's code failed that this
    /// needs.
    Stored(Result<Option<String>, Error>),
    /// Damaged values of the cache were made again, or can't be.
    Mended(Result<(), Error>),
    /// A detour ended: offloaded literals were fetched.
    Fetched(Result<Box<Fetched>, Error>),
    /// A detour ended: the list that a map gives was stored.
    Gathered(Result<Vec<Bytes>, Error>),
    /// It ended without a word: it was dropped, or its runtime is shutting down.
    Vanished,
}

impl Outcome {
    /// What the cache says. It may ask code of the user's.
    pub(crate) async fn looked(lookup: impl Future<Output = Lookup>) -> Outcome {
        Outcome::Looked(guard_future(lookup).await.unwrap_or_else(Lookup::Failed))
    }
}

/// Reports of attempts.
#[derive(Default)]
pub(crate) struct Queue {
    reports: Mutex<Vec<(Key, Outcome)>>,
    waker: AtomicWaker,
}

impl Queue {
    pub(crate) fn register(&self, waker: &Waker) {
        self.waker.register(waker);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.reports().is_empty()
    }

    /// Takes all reports; `batch` is empty and lends its memory.
    pub(crate) fn drain(&self, batch: &mut Vec<(Key, Outcome)>) {
        std::mem::swap(batch, &mut *self.reports());
    }

    fn push(&self, key: Key, outcome: Outcome) {
        let mut reports = self.reports();
        let first = reports.is_empty();
        reports.push((key, outcome));
        drop(reports);
        // Whoever finds reports there already need not wake: the scheduler hasn't taken them yet.
        if first {
            self.waker.wake();
        }
    }

    fn reports(&self) -> MutexGuard<'_, Vec<(Key, Outcome)>> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Queue {
    fn wake(&self) {
        self.waker.wake();
    }
}

/// The right to report once. Dropped without a report it reports that.
pub(crate) struct Ticket {
    queue: Arc<Queue>,
    key: Key,
    reported: bool,
}

impl Ticket {
    pub(crate) fn new(queue: &Arc<Queue>, key: Key) -> Self {
        Ticket { queue: Arc::clone(queue), key, reported: false }
    }

    pub(crate) fn report(mut self, outcome: Outcome) {
        self.reported = true;
        self.queue.push(self.key, outcome);
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.reported {
            self.queue.push(self.key, Outcome::Vanished);
        }
    }
}
