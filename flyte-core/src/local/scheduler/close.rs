//! Nodes end and frames close: what follows from it, for the nodes that wait and for the frame around.

use std::sync::Arc;

use bytes::Bytes;

use super::frame::{Frame, Owner, Status, Value};
use super::plan::inner_scopes;
use super::{At, End, FrameId, Scheduler, Step};
use crate::engine::Change;
use crate::error::Error;
use crate::graph::ScopeId;
use crate::local::bindings::{self, Fetched};

impl Scheduler {
    /// A node gave its outputs.
    pub(super) fn node_done(&mut self, at: At, outputs: Vec<Bytes>) {
        let Some(frame) = self.frames.get_mut(at.frame).filter(|frame| !frame.closing) else {
            return;
        };
        let node = frame.node_mut(at.slot);
        node.status = Status::Done;
        node.value = if node.uses == 0 { Value::Nothing } else { Value::new(outputs) };
        frame.left -= 1;
        if frame.left == 0 {
            self.steps.push_back(Step::Close(at.frame));
            return;
        }
        let late = !frame.late.is_empty();
        let plan = Arc::clone(&frame.plan);
        let order = plan.scope(frame.scope);
        for index in order.dependents(at.slot) {
            let slot = order.dependent(index);
            let Some(frame) = self.frames.get_mut(at.frame) else { return };
            let node = frame.node_mut(slot);
            node.pending -= 1;
            if node.pending == 0 && node.status == Status::Waiting {
                self.ready(At { frame: at.frame, slot });
            }
        }
        if late {
            self.late_done(at);
        }
    }

    /// Branches that have decided may have waited for this node.
    fn late_done(&mut self, at: At) {
        let Some(frame) = self.frames.get_mut(at.frame) else { return };
        let mut late = std::mem::take(&mut frame.late);
        late.retain(|(what, branch)| {
            if *what != at.slot {
                return true;
            }
            let node = frame.node_mut(*branch);
            node.pending -= 1;
            if let (0, Status::Decided(arm)) = (node.pending, node.status) {
                self.steps.push_back(Step::Enter(At { frame: at.frame, slot: *branch }, arm));
            }
            false
        });
        frame.late = late;
    }

    /// A node failed for good.
    pub(super) fn node_failed(&mut self, at: At, error: Error) {
        if self.frames.get(at.frame).is_none_or(|frame| frame.closing) {
            return;
        }
        if self.watch.is_some() {
            self.tell(at, Change::Failed { error: &error });
        }
        let Some(frame) = self.frames.get_mut(at.frame) else { return };
        frame.error.get_or_insert(error);
        frame.node_mut(at.slot).status = Status::Lost;
        frame.left -= 1;
        if frame.plan.graph.finish_on_failure {
            self.skip_dependents(at);
        } else {
            self.abandon(at.frame);
            self.steps.push_back(Step::Close(at.frame));
        }
    }

    /// A node can't run, because something that it needs is lost.
    pub(super) fn skip(&mut self, at: At) {
        let Some(frame) = self.frames.get_mut(at.frame) else { return };
        frame.node_mut(at.slot).status = Status::Lost;
        frame.left -= 1;
        if self.watch.is_some() {
            self.tell(at, Change::Skipped);
        }
        self.skip_dependents(at);
    }

    /// Loses all that waits for a lost node, and all that waits for that.
    fn skip_dependents(&mut self, at: At) {
        let mut lost = vec![at.slot];
        while let Some(slot) = lost.pop() {
            let Some(frame) = self.frames.get_mut(at.frame) else { return };
            let plan = Arc::clone(&frame.plan);
            let order = plan.scope(frame.scope);
            let late =
                frame.late.iter().filter(|(what, _)| *what == slot).map(|(_, branch)| *branch);
            let waiting: Vec<u32> =
                order.dependents(slot).map(|index| order.dependent(index)).chain(late).collect();
            for slot in waiting {
                let Some(frame) = self.frames.get_mut(at.frame) else { return };
                let node = frame.node_mut(slot);
                if matches!(node.status, Status::Waiting | Status::Decided(_)) {
                    node.status = Status::Lost;
                    frame.left -= 1;
                    lost.push(slot);
                    if self.watch.is_some() {
                        self.tell(At { frame: at.frame, slot }, Change::Skipped);
                    }
                }
            }
        }
        if self.frames.get(at.frame).is_some_and(|frame| frame.left == 0) {
            self.steps.push_back(Step::Close(at.frame));
        }
    }

    /// All nodes of a frame are done or lost, or it fails at once.
    pub(super) fn close(&mut self, id: FrameId) {
        let Some(frame) = self.frames.get_mut(id) else { return };
        let owner = frame.owner;
        let result = match frame.error.take() {
            Some(error) => Err(error),
            None => match self.fetched_for_results(id) {
                Some(fetched) => self.results(id, &fetched),
                None => return,
            },
        };
        self.frames.remove(id);
        match (owner, result) {
            (None, result) => self.end = Some(End { result, aborted: false }),
            (Some(Owner { at, element: Some(element) }), result) => {
                let result = result.map(|mut results| results.pop().unwrap_or_default());
                self.element_ended(at, element, result);
            }
            (Some(Owner { at, element: None }), Ok(outputs)) => self.container_done(at, outputs),
            (Some(Owner { at, element: None }), Err(error)) => self.node_failed(at, error),
        }
    }

    /// What a frame gives.
    fn results(&mut self, id: FrameId, fetched: &Fetched) -> Result<Vec<Bytes>, Error> {
        let Some(frame) = self.frames.get(id) else { return Ok(Vec::new()) };
        let (plan, scope) = (Arc::clone(&frame.plan), frame.scope);
        let results = &plan.graph.scope(scope).results;
        results
            .iter()
            .enumerate()
            .map(|(index, binding)| {
                let value = bindings::resolve(&mut self.frames, id, binding, fetched);
                value.map(bindings::present).map_err(|error| match scope {
                    ScopeId::ROOT => {
                        let (graph, output) = (&plan.graph.name, &plan.graph.outputs[index].name);
                        error
                            .context(format!("workflow `{graph}`: output `{output}`"))
                            .not_recoverable()
                    }
                    _ => error.output(),
                })
            })
            .collect()
    }

    /// A branch, map or sub-workflow gave its outputs.
    pub(super) fn container_done(&mut self, at: At, outputs: Vec<Bytes>) {
        let Some(frame) = self.frames.get_mut(at.frame) else { return };
        let (plan, scope) = (Arc::clone(&frame.plan), frame.scope);
        let node = plan.node(scope, at.slot);
        for inner in inner_scopes(node).into_iter().flatten() {
            for used in &plan.scope(inner).outer {
                if plan.graph.node(*used).scope == scope {
                    frame.release(plan.slot(*used));
                }
            }
        }
        if self.watch.is_some() {
            self.record_container_outputs(at, node.outputs(), &outputs);
            self.tell(at, Change::Finished);
        }
        self.node_done(at, outputs);
    }

    /// Stops all that is under way in a frame; it will be closed.
    fn abandon(&mut self, id: FrameId) {
        self.tell_aborted(id, None);
        let inside = self.frames.inside(id, None);
        let Some(frame) = self.frames.get_mut(id) else { return };
        frame.closing = true;
        let running = frame.running;
        self.remove_frames(inside, running);
    }

    /// Stops all that one node of a frame has opened.
    pub(super) fn abandon_inside(&mut self, at: At) {
        self.tell_aborted(at.frame, Some(at.slot));
        let inside = self.frames.inside(at.frame, Some(at.slot));
        self.remove_frames(inside, 0);
    }

    fn remove_frames(&mut self, frames: Vec<FrameId>, mut running: u32) {
        for id in frames.into_iter().rev() {
            running += self.frames.remove(id).map_or(0, |frame: Frame| frame.running);
        }
        if running > 0 {
            self.sweep();
        }
    }
}
