//! Calls that wait until somebody else has computed the same: tasks with `serialize`.
//!
//! Such a call holds no place in its lane, for whoever computes may need one for its next attempt. Of all calls of this
//! run that wait for one key, one looks at the lock, and the others wait for that one. Waiting is told after a while,
//! and may take as long as one attempt may (`timeout`); without a timeout it takes as long as it takes.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use super::queue::{Key, Outcome, Ticket};
use super::running::Stage;
use super::timers::Due;
use super::{Scheduler, Waiting};
use crate::local::cache::{self, Entry};

/// After how long it is told that a call waits, and how long until it is told again.
const TOLD_AFTER: Duration = Duration::from_secs(2);
const TOLD_AGAIN: Duration = Duration::from_secs(60);

/// Who waits for what.
#[derive(Default)]
pub(super) struct Turns {
    of: HashMap<cache::Key, Turn>,
}

struct Turn {
    /// The call that looks at the lock.
    looks: Key,
    /// The calls that wait for it.
    behind: VecDeque<Key>,
}

impl Scheduler {
    /// Somebody else computes what a call wants.
    pub(super) fn wait_for_turn(&mut self, key: Key, entry: Box<Entry>) {
        let wanted = entry.key();
        let Some(active) = self.running.get_mut(key) else { return };
        let first = active.turn.replace(wanted).is_none();
        let timeout = active.timeout.filter(|_| first);
        let holder = entry.holder();
        self.set_stage(key, Stage::Turn { holder });
        if let Some(timeout) = timeout {
            let due = Due::Turn(key.index, key.serial);
            self.timers.add(timeout, due, |due| self.running.is_live(due));
        }
        let turn = self
            .turns
            .of
            .entry(wanted)
            .or_insert_with(|| Turn { looks: key, behind: VecDeque::new() });
        if turn.looks != key {
            turn.behind.push_back(key);
            return;
        }
        let due = Due::Tell(key.index, key.serial);
        self.timers.add(TOLD_AFTER, due, |due| self.running.is_live(due));
        let ticket = Ticket::new(&self.queue, key);
        let handle = self.spawn(async move { ticket.report(Outcome::looked(entry.turn()).await) });
        if let Some(active) = self.running.get_mut(key) {
            active.handle = Some(handle);
        }
    }

    /// A call waits no longer. If it was the one that looks, another looks from now on, or all of them if `known`: then
    /// the outputs are there.
    pub(super) fn leave_turn(&mut self, key: Key, wanted: Option<cache::Key>, known: bool) {
        let Some(wanted) = wanted else { return };
        let Some(turn) = self.turns.of.get_mut(&wanted) else { return };
        if turn.looks != key {
            turn.behind.retain(|behind| *behind != key);
            return;
        }
        let next = turn.behind.pop_front();
        let mut again: Vec<Key> = next.into_iter().collect();
        match next {
            Some(next) if !known => turn.looks = next,
            _ => {
                again
                    .extend(self.turns.of.remove(&wanted).into_iter().flat_map(|turn| turn.behind));
            }
        }
        for key in again {
            let Some(active) = self.running.get_mut(key) else { continue };
            active.stage = Stage::Resting;
            let lane = active.lane;
            self.lanes[lane as usize].waiting.push_front(Waiting::Again(key));
        }
    }

    /// Says that a call waits, and for whom.
    pub(super) fn tell_turn(&mut self, key: Key) {
        let Some(active) = self.running.get_mut(key) else { return };
        let Stage::Turn { holder } = active.stage else { return };
        let task = active.task.spec.full_name();
        let limit = match active.timeout {
            Some(timeout) => format!("at most {timeout:?}, its `timeout`"),
            None => "as long as that takes, since the task has no `timeout`".to_owned(),
        };
        self.warn(&format!(
            "task `{task}` waits for {}, which computes the same (`serialize`): {limit}",
            computes(holder)
        ));
        let due = Due::Tell(key.index, key.serial);
        self.timers.add(TOLD_AGAIN, due, |due| self.running.is_live(due));
    }
}

/// Who computes the same.
pub(super) fn computes(holder: Option<u32>) -> String {
    match holder {
        Some(process) if process == std::process::id() => "another call of this process".to_owned(),
        Some(process) => format!("process {process}"),
        None => "another process".to_owned(),
    }
}
