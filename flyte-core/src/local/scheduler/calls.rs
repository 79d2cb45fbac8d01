//! Calls of tasks: begun, looked up in the cache, tried, tried again, kept.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::queue::{Key, Outcome, Ticket};
use super::running::{Active, Stage};
use super::timers::Due;
use super::{At, Scheduler, Waiting, turns};
use crate::engine::{Call, Change, Lane};
use crate::error::Error;
use crate::error::guard::{guard, guard_future};
use crate::graph::{NodeKind, Overrides};
use crate::local::cache::{Cache, Lookup};
use crate::local::retry::Failures;
use crate::local::{bindings, check};

impl Scheduler {
    /// Begins as many calls as there are places for.
    pub(super) fn start(&mut self) {
        for lane in [Lane::Light, Lane::Heavy] {
            while self.has_place(lane) {
                match self.lanes[lane as usize].waiting.pop_front() {
                    Some(Waiting::First(at)) => self.begin_call(at, lane),
                    Some(Waiting::Again(key)) => self.resume_call(key),
                    None => break,
                }
            }
        }
    }

    fn has_place(&self, lane: Lane) -> bool {
        let state = &self.lanes[lane as usize];
        let all = self.lanes.iter().map(|lane| lane.active).sum::<usize>();
        state.active < state.limit
            && self.settings.parallel.is_none_or(|limit| all < limit)
            && self.watch.as_ref().is_none_or(|watch| !watch.is_behind())
    }

    /// A call that was under way has a place again.
    fn resume_call(&mut self, key: Key) {
        let Some(active) = self.running.get_mut(key) else { return };
        let looked = active.looked;
        match self.settings.cache.clone().filter(|_| !looked) {
            Some(cache) => {
                self.set_stage(key, Stage::Looking);
                self.look_up(key, cache);
            }
            None => {
                self.set_stage(key, Stage::Attempting);
                self.attempt(key);
            }
        }
    }

    /// Notes how far a call is, and whether it holds a place.
    pub(super) fn set_stage(&mut self, key: Key, stage: Stage) {
        let Some(active) = self.running.get_mut(key) else { return };
        let lane = &mut self.lanes[active.lane as usize];
        lane.active -= usize::from(active.stage.holds_place());
        lane.active += usize::from(stage.holds_place());
        active.stage = stage;
    }

    fn begin_call(&mut self, at: At, lane: Lane) {
        let Some(frame) = self.frames.get(at.frame).filter(|frame| !frame.closing) else { return };
        let (plan, scope) = (Arc::clone(&frame.plan), frame.scope);
        let node = plan.node(scope, at.slot);
        let NodeKind::Task(task) = node.kind else { return };
        let Some(fetched) = self.fetched_for(at, node) else { return };
        self.scratch.clear();
        for (index, binding) in node.inputs.iter().enumerate() {
            match bindings::resolve(&mut self.frames, at.frame, binding, &fetched) {
                Ok(value) => self.scratch.push(value),
                Err(error) => {
                    let error = match task.spec.inputs.get(index) {
                        Some(input) => error.input(input.name),
                        None => error,
                    };
                    return self.node_failed(at, error.in_task(task.spec.full_name()));
                }
            }
        }
        let overrides = node.overrides.as_deref();
        let timeout = overrides.and_then(|it| it.timeout).or(task.options.timeout);
        let active = Active {
            at,
            task,
            inputs: self.scratch.drain(..).collect(),
            lane,
            stage: Stage::Looking,
            failures: Failures::default(),
            retries: overrides.and_then(retries).unwrap_or(task.options.retries),
            timeout: timeout.filter(|timeout| !timeout.is_zero()),
            entry: None,
            looked: true,
            turn: None,
            handle: None,
        };
        if let Some(frame) = self.frames.get_mut(at.frame) {
            frame.running += 1;
        }
        self.lanes[lane as usize].active += 1;
        if self.watch.is_some() {
            let inputs = Arc::clone(&active.inputs);
            self.record_inputs(at, task.spec.input_variables(), inputs);
        }
        let cache = self.settings.cache.clone().filter(|_| Cache::serves(task));
        let key = self.running.insert(Active { looked: cache.is_none(), ..active });
        match cache {
            Some(cache) => self.look_up(key, cache),
            None => self.attempt(key),
        }
    }

    fn attempt(&mut self, key: Key) {
        let ticket = Ticket::new(&self.queue, key);
        let Some(active) = self.running.get_mut(key) else { return };
        active.stage = Stage::Attempting;
        let attempt = active.failures.count();
        let call = Call { task: active.task, inputs: Arc::clone(&active.inputs), attempt };
        let (at, timeout) = (active.at, active.timeout);
        let executor = &self.settings.executor;
        let execution = if self.settings.is_foreign {
            guard(|| executor.execute(call))
        } else {
            Ok(executor.execute(call))
        };
        let handle = match (execution, timeout) {
            (Ok(execution), None) => self.settings.workers.spawn(async move {
                ticket.report(Outcome::Attempted(execution.await.map_err(Error::settled)));
            }),
            // One that blocks ends before anybody can look at the clock.
            (Ok(execution), Some(timeout)) => self.settings.workers.spawn(async move {
                let began = Instant::now();
                let result = execution.await.map_err(Error::settled);
                let is_late = result.is_ok() && began.elapsed() > timeout;
                ticket.report(if is_late { Outcome::Late } else { Outcome::Attempted(result) });
            }),
            (Err(panic), _) => return ticket.report(Outcome::Attempted(Err(panic))),
        };
        active.handle = Some(handle);
        if let Some(timeout) = timeout {
            let due = Due::Timeout(key.index, key.serial, attempt);
            self.timers.add(timeout, due, |due| self.running.is_live(due));
        }
        if self.watch.is_some() {
            self.tell(at, Change::Started { attempt });
        }
    }

    fn look_up(&mut self, key: Key, cache: Arc<Cache>) {
        let ticket = Ticket::new(&self.queue, key);
        let Some(active) = self.running.get_mut(key) else { return };
        let (task, inputs) = (active.task, Arc::clone(&active.inputs));
        active.handle = Some(self.settings.workers.spawn(async move {
            ticket.report(Outcome::looked(cache.look_up(task, inputs)).await);
        }));
    }

    fn store(&mut self, key: Key, outputs: Vec<Bytes>) {
        let ticket = Ticket::new(&self.queue, key);
        let Some(active) = self.running.get_mut(key) else { return };
        let Some(entry) = active.entry.take() else { return };
        active.stage = Stage::Storing(outputs.clone());
        active.handle = Some(self.settings.workers.spawn(async move {
            ticket.report(Outcome::Stored(guard_future(entry.store(outputs)).await));
        }));
    }

    /// An attempt gave outputs: they are held against what is declared, and the largest stored where they are too large
    /// together. Until then the attempt isn't over.
    fn attempted(&mut self, key: Key, outputs: Vec<Bytes>) {
        let Some(active) = self.running.get_mut(key) else { return };
        let declared = active.task.spec.output_variables();
        if let Err(error) = check::outputs(declared, &outputs) {
            return self.attempt_failed(key, error);
        }
        if !self.settings.depot.is_crossed(declared, &outputs) {
            return self.accepted(key, outputs);
        }
        let ticket = Ticket::new(&self.queue, key);
        let (depot, cached) = (self.settings.depot.clone(), active.entry.is_some());
        active.handle = Some(self.settings.workers.spawn(async move {
            ticket.report(Outcome::Offloaded(depot.put(declared, outputs, cached).await));
        }));
    }

    /// Outputs that can be handed over.
    fn accepted(&mut self, key: Key, outputs: Vec<Bytes>) {
        match self.running.get_mut(key).map(|active| active.entry.is_some()) {
            Some(true) => self.store(key, outputs),
            Some(false) => self.finish(key, outputs, false),
            None => {}
        }
    }

    /// Something under way reports.
    pub(super) fn report(&mut self, key: Key, outcome: Outcome) {
        if key.is_detour() {
            return self.detour_ended(key, outcome);
        }
        let Some(active) = self.running.get_mut(key) else { return };
        match (outcome, &mut active.stage) {
            (Outcome::Attempted(Ok(outputs)), Stage::Attempting) => self.attempted(key, outputs),
            (Outcome::Offloaded(Ok(outputs)), Stage::Attempting) => self.accepted(key, outputs),
            (
                Outcome::Attempted(Err(error)) | Outcome::Offloaded(Err(error)),
                Stage::Attempting,
            ) => self.attempt_failed(key, error),
            (Outcome::Late, Stage::Attempting) => {
                let limit = active.timeout.unwrap_or_default();
                let error = self.timed_out(limit);
                self.attempt_failed(key, error);
            }
            (Outcome::Looked(lookup), Stage::Looking | Stage::Turn { .. }) => {
                self.looked(key, lookup);
            }
            (Outcome::Mended(Ok(())), Stage::Mending) => self.resume_call(key),
            (Outcome::Mended(Err(error)), Stage::Mending) => self.attempt_failed(key, error),
            (Outcome::Stored(Err(error)), Stage::Storing(_)) => self.attempt_failed(key, error),
            (Outcome::Stored(Ok(warning)), Stage::Storing(outputs)) => {
                let outputs = std::mem::take(outputs);
                if let Some(warning) = warning {
                    self.warn(&warning);
                }
                self.finish(key, outputs, false);
            }
            (Outcome::Vanished, stage) if !matches!(stage, Stage::Resting) => {
                let error = Error::system("the attempt ended without a result");
                self.attempt_failed(key, error);
            }
            _ => {}
        }
    }

    /// The cache has answered.
    fn looked(&mut self, key: Key, lookup: Lookup) {
        let Some(active) = self.running.get_mut(key) else { return };
        let turn = active.turn;
        let (entry, warning) = match lookup {
            Lookup::Busy(entry) => return self.wait_for_turn(key, entry),
            Lookup::Hit(outputs, named) => {
                if let (Some(repairs), Some(named)) = (&self.settings.repairs, named) {
                    repairs.remember(&outputs, *named);
                }
                self.leave_turn(key, turn, true);
                return self.finish(key, outputs, true);
            }
            Lookup::Failed(error) => return self.attempt_failed(key, error),
            Lookup::Miss(entry, warning) => (Some(entry), warning),
            Lookup::Broken(warning) => {
                if self.is_mending(key) {
                    return;
                }
                (None, Some(warning))
            }
        };
        let Some(active) = self.running.get_mut(key) else { return };
        active.entry = entry;
        active.looked = true;
        let (lane, holds_place) = (active.lane, active.stage.holds_place());
        if let Some(warning) = warning {
            self.warn(&warning);
        }
        self.leave_turn(key, turn, false);
        if holds_place {
            return self.attempt(key);
        }
        self.set_stage(key, Stage::Resting);
        self.lanes[lane as usize].waiting.push_front(Waiting::Again(key));
    }

    /// What is due by the clock.
    pub(super) fn due(&mut self) {
        while let Some(due) = self.timers.pop() {
            if !self.running.is_live(due) {
                continue;
            }
            let key = due.key();
            let Some(active) = self.running.get_mut(key) else { continue };
            match due {
                Due::Timeout(..) => {
                    let limit = active.timeout.unwrap_or_default();
                    let error = self.timed_out(limit);
                    self.attempt_failed(key, error);
                }
                Due::Turn(..) => {
                    let limit = active.timeout.unwrap_or_default();
                    let holder = match active.stage {
                        Stage::Turn { holder } => holder,
                        _ => None,
                    };
                    let error = Error::fatal(format!(
                        "timed out after {limit:?} of waiting for {}, which computes the same (`serialize`)",
                        turns::computes(holder)
                    ));
                    self.attempt_failed(key, error);
                }
                Due::Tell(..) => self.tell_turn(key),
                Due::Retry(..) => {
                    let lane = active.lane;
                    self.lanes[lane as usize].waiting.push_front(Waiting::Again(key));
                }
            }
        }
    }

    /// The error of an attempt that took too long. It says who held the threads that it may have waited for.
    fn timed_out(&self, limit: Duration) -> Error {
        let blocking = self.settings.polls.names();
        let meanwhile = match &blocking[..] {
            [] => String::new(),
            names => format!(" (`{}` held threads of the runtime meanwhile)", names.join("`, `")),
        };
        Error::msg(format!(
            "timed out after {limit:?}: raise its `timeout`, or give it less to do{meanwhile}"
        ))
    }

    fn attempt_failed(&mut self, key: Key, error: Error) {
        let Some(active) = self.running.get_mut(key) else { return };
        if let Some(handle) = active.handle.take() {
            handle.abort();
        }
        let (at, attempt) = (active.at, active.failures.count());
        let error = error.settled().in_task(active.task.spec.full_name());
        if self.is_mending(key) {
            if self.watch.is_some() {
                self.record_error(at, attempt, &error);
                self.tell(at, Change::Retried { attempt, error: &error, delay: Duration::ZERO });
            }
            return;
        }
        let Some(active) = self.running.get_mut(key) else { return };
        let again = active.failures.add(&error, active.retries);
        let turn = active.turn.filter(|_| !active.looked);
        self.leave_turn(key, turn, false);
        self.set_stage(key, Stage::Resting);
        if self.watch.is_some() {
            self.record_error(at, attempt, &error);
        }
        if let Some(delay) = again {
            let due = Due::Retry(key.index, key.serial);
            self.timers.add(delay, due, |due| self.running.is_live(due));
            if self.watch.is_some() {
                self.tell(at, Change::Retried { attempt, error: &error, delay });
            }
            return;
        }
        self.running.remove(key);
        if let Some(frame) = self.frames.get_mut(at.frame) {
            frame.running -= 1;
        }
        let error = match attempt {
            0 => error,
            _ => error.context(format!("{} attempts failed, the last", attempt + 1)),
        };
        self.node_failed(at, error);
    }

    /// Makes again what a call reads and the cache gave, if that turned out to be damaged. True if so: the call goes on
    /// afterwards, in the place that it holds.
    fn is_mending(&mut self, key: Key) -> bool {
        let Some(repairs) = self.settings.repairs.clone() else { return false };
        let Some(active) = self.running.get_mut(key) else { return false };
        let is_reading = matches!(active.stage, Stage::Attempting | Stage::Looking);
        if !is_reading || !active.failures.may_be_mended() {
            return false;
        }
        let needed = repairs.needed(&active.inputs);
        if needed.is_empty() {
            return false;
        }
        active.failures.add_mended();
        let ticket = Ticket::new(&self.queue, key);
        active.stage = Stage::Mending;
        active.handle = Some(self.settings.workers.spawn(async move {
            let mended = guard_future(repairs.mend(needed)).await.flatten();
            ticket.report(Outcome::Mended(mended));
        }));
        true
    }

    fn finish(&mut self, key: Key, outputs: Vec<Bytes>, cached: bool) {
        let Some(active) = self.running.remove(key) else { return };
        self.lanes[active.lane as usize].active -= usize::from(active.stage.holds_place());
        if let Some(frame) = self.frames.get_mut(active.at.frame) {
            frame.running -= 1;
        }
        if self.watch.is_some() {
            let attempt = active.failures.count();
            self.record_outputs(active.at, attempt, active.task.spec.output_variables(), &outputs);
            self.tell(active.at, if cached { Change::Cached } else { Change::Finished });
        }
        self.node_done(active.at, outputs);
    }

    /// Stops the calls of frames that are gone or closing.
    pub(super) fn sweep(&mut self) {
        let gone = |at: At| self.frames.get(at.frame).is_none_or(|frame| frame.closing);
        let keys: Vec<Key> =
            self.running.keys().filter(|(_, active)| gone(active.at)).map(|(key, _)| key).collect();
        for key in keys {
            let Some(active) = self.running.remove(key) else { continue };
            self.lanes[active.lane as usize].active -= usize::from(active.stage.holds_place());
            self.leave_turn(key, active.turn.filter(|_| !active.looked), false);
            if let Some(handle) = active.handle {
                handle.abort();
            }
        }
    }
}

fn retries(overrides: &Overrides) -> Option<u32> {
    overrides.retries
}
