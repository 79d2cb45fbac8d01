//! The calls of tasks that are under way.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::task::JoinHandle;

use super::At;
use super::queue::Key;
use super::timers::Due;
use crate::definition::TaskDefinition;
use crate::engine::Lane;
use crate::local::cache::{self, Entry};
use crate::local::retry::Failures;

/// A call that is under way.
pub(super) struct Active {
    pub(super) at: At,
    pub(super) task: &'static TaskDefinition,
    pub(super) inputs: Arc<[Bytes]>,
    pub(super) lane: Lane,
    pub(super) stage: Stage,
    pub(super) failures: Failures,
    pub(super) retries: u32,
    pub(super) timeout: Option<Duration>,
    /// Where its outputs go in the cache, once that was asked.
    pub(super) entry: Option<Box<Entry>>,
    /// The cache was asked, or isn't to be.
    pub(super) looked: bool,
    /// What it waits for, or has waited for, that somebody else computes.
    pub(super) turn: Option<cache::Key>,
    pub(super) handle: Option<JoinHandle<()>>,
}

pub(super) enum Stage {
    /// The cache is asked.
    Looking,
    /// An attempt is under way.
    Attempting,
    /// What it reads from the cache is damaged, and is made again.
    Mending,
    /// It waits for the next attempt, or for a place.
    Resting,
    /// It waits until somebody else has computed the same: which process, if it says so.
    Turn { holder: Option<u32> },
    /// The cache is given the outputs.
    Storing(Vec<Bytes>),
}

impl Stage {
    /// Whether a call holds a place of its lane meanwhile.
    pub(super) fn holds_place(&self) -> bool {
        !matches!(self, Stage::Resting | Stage::Turn { .. })
    }
}

/// All calls that are under way.
#[derive(Default)]
pub(super) struct Running {
    entries: Vec<(u32, Option<Active>)>,
    free: Vec<u32>,
}

impl Running {
    pub(super) fn insert(&mut self, active: Active) -> Key {
        let index = self.free.pop().unwrap_or_else(|| {
            self.entries.push((0, None));
            (self.entries.len() - 1) as u32
        });
        let entry = &mut self.entries[index as usize];
        entry.1 = Some(active);
        Key { index, serial: entry.0 }
    }

    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut Active> {
        match self.entries.get_mut(key.index as usize) {
            Some((serial, active)) if *serial == key.serial => active.as_mut(),
            _ => None,
        }
    }

    pub(super) fn remove(&mut self, key: Key) -> Option<Active> {
        self.get_mut(key)?;
        let (serial, active) = &mut self.entries[key.index as usize];
        *serial = serial.wrapping_add(1);
        self.free.push(key.index);
        active.take()
    }

    pub(super) fn is_live(&self, due: Due) -> bool {
        let key = due.key();
        match self.entries.get(key.index as usize) {
            Some((serial, Some(active))) if *serial == key.serial => match due {
                Due::Timeout(_, _, attempt) => active.failures.count() == attempt,
                Due::Retry(..) => true,
                Due::Turn(..) => !active.looked,
                Due::Tell(..) => matches!(active.stage, Stage::Turn { .. }),
            },
            _ => false,
        }
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = (Key, &Active)> {
        self.entries.iter().enumerate().filter_map(|(index, (serial, active))| {
            Some((Key { index: index as u32, serial: *serial }, active.as_ref()?))
        })
    }

    pub(super) fn abort_all(&mut self) {
        for (_, active) in self.entries.drain(..) {
            if let Some(handle) = active.and_then(|active| active.handle) {
                handle.abort();
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.abort_all();
    }
}
