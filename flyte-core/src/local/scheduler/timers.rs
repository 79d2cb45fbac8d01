//! Timeouts and retries: one heap, one timer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use super::queue::Key;
use crate::local::supervised::Supervision;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// An attempt must be over by now: (index, serial, attempt).
    Timeout(u32, u32, u32),
    /// The next attempt may begin.
    Retry(u32, u32),
    /// Somebody else must have computed the same by now.
    Turn(u32, u32),
    /// It is told that a call waits for somebody else.
    Tell(u32, u32),
}

impl Due {
    pub(super) fn key(self) -> Key {
        let (Due::Timeout(index, serial, _)
        | Due::Retry(index, serial)
        | Due::Turn(index, serial)
        | Due::Tell(index, serial)) = self;
        Key { index, serial }
    }
}

#[derive(Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<(Instant, Due)>>,
    sleep: Option<Pin<Box<Sleep>>>,
    /// From this size on what is over is looked for and dropped.
    sweep_at: usize,
    supervision: Option<Arc<Supervision>>,
}

impl Timers {
    pub(super) fn new(supervision: Option<Arc<Supervision>>) -> Self {
        Timers { supervision, ..Timers::default() }
    }

    /// Adds what is due after `delay`. `live` says whether something in the heap still counts.
    pub(super) fn add(&mut self, delay: Duration, due: Due, live: impl Fn(Due) -> bool) {
        if self.heap.len() >= self.sweep_at.max(4096) {
            self.heap.retain(|Reverse((_, due))| live(*due));
            self.sweep_at = self.heap.len() * 2;
        }
        let now = Instant::now();
        // Further than the clock reaches is never.
        if let Some(at) = now.checked_add(delay) {
            self.heap.push(Reverse((at, due)));
        }
    }

    /// What is due now, one by one.
    pub(super) fn pop(&mut self) -> Option<Due> {
        let Reverse((at, _)) = self.heap.peek()?;
        if *at > Instant::now() {
            return None;
        }
        self.heap.pop().map(|Reverse((_, due))| due)
    }

    /// Ready when something is due.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let next = self.heap.peek().map(|Reverse((at, _))| at);
        if let Some(supervision) = &self.supervision {
            supervision.set_next(next.copied());
            if supervision.has_moved() {
                self.sleep = None;
            }
        }
        let Some(at) = next else {
            self.sleep = None;
            return Poll::Pending;
        };
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(*at)));
        if sleep.deadline() != *at {
            sleep.as_mut().reset(*at);
        }
        sleep.as_mut().poll(context)
    }
}
