//! Branches, maps and sub-workflows open frames.

use std::sync::Arc;

use super::frame::{Frame, Owner, Status};
use super::{At, FrameId, Scheduler, Step};
use crate::engine::Change;
use crate::error::Error;
use crate::graph::{Branch, Node, NodeKind, ScopeId, WorkflowDefinition};
use crate::local::bindings::{self, Fetched};
use crate::local::condition;

impl Scheduler {
    /// A branch, map or sub-workflow has all that it waits for.
    pub(super) fn open(&mut self, at: At) {
        let Some(frame) = self.frames.get(at.frame).filter(|frame| !frame.closing) else { return };
        let (plan, scope) = (Arc::clone(&frame.plan), frame.scope);
        let node = plan.node(scope, at.slot);
        let Some(fetched) = self.fetched_for(at, node) else { return };
        let opened = match &node.kind {
            NodeKind::Task(_) => Ok(()),
            NodeKind::Workflow(workflow) => self.open_workflow(at, node, workflow, &fetched),
            NodeKind::Branch(branch) => self.decide(at, branch, &fetched),
            NodeKind::Map(map) => self.open_map(at, node, map, &fetched),
        };
        if let Err(error) = opened {
            self.node_failed(at, error);
        }
    }

    fn open_workflow(
        &mut self,
        at: At,
        node: &Node,
        workflow: &'static WorkflowDefinition,
        fetched: &Fetched,
    ) -> Result<(), Error> {
        let name = workflow.spec.full_name();
        let graph = workflow.graph().map_err(|error| error.in_task(name))?;
        self.scratch.clear();
        for (index, binding) in node.inputs.iter().enumerate() {
            let value = bindings::resolve(&mut self.frames, at.frame, binding, fetched).map_err(
                |error| {
                    let input = workflow.spec.inputs.get(index).map_or("", |input| input.name);
                    error.input(input).in_task(name)
                },
            )?;
            self.scratch.push(value);
        }
        let plan = self.plan(graph)?;
        let mut frame = Frame::new(plan, ScopeId::ROOT, Some(Owner { at, element: None }));
        frame.inputs = self.scratch.drain(..).collect();
        if self.watch.is_some() {
            self.record_inputs(at, workflow.spec.input_variables(), Arc::clone(&frame.inputs));
            frame.place = self.place_inside(at, frame.scope, None);
        }
        self.open_frame(frame);
        Ok(())
    }

    /// Takes an arm, at once or when all that it needs is there.
    fn decide(&mut self, at: At, branch: &Branch, fetched: &Fetched) -> Result<(), Error> {
        let holds = condition::holds(&mut self.frames, at.frame, &branch.condition, fetched)?;
        let arm = if holds { branch.then } else { branch.otherwise };
        let Some(frame) = self.frames.get(at.frame) else { return Ok(()) };
        let plan = Arc::clone(&frame.plan);
        if self.watch.is_some() {
            let location = plan.graph.scope(arm).location;
            self.tell(at, Change::Decided { holds, location });
        }
        let Some(frame) = self.frames.get_mut(at.frame) else { return Ok(()) };
        let mut missing = 0;
        for used in &plan.scope(arm).outer {
            if plan.graph.node(*used).scope != frame.scope {
                continue;
            }
            let slot = plan.slot(*used);
            match frame.node(slot).status {
                Status::Done => {}
                Status::Lost => {
                    self.skip(at);
                    return Ok(());
                }
                Status::Waiting | Status::Active | Status::Decided(_) => {
                    frame.late.push((slot, at.slot));
                    missing += 1;
                }
            }
        }
        if missing == 0 {
            self.steps.push_back(Step::Enter(at, arm));
        } else {
            let node = frame.node_mut(at.slot);
            node.pending = missing;
            node.status = Status::Decided(arm);
        }
        Ok(())
    }

    /// Opens the arm that a branch decided for.
    pub(super) fn enter(&mut self, at: At, arm: ScopeId) {
        let Some(parent) = self.frames.get_mut(at.frame).filter(|frame| !frame.closing) else {
            return;
        };
        parent.node_mut(at.slot).status = Status::Active;
        let plan = Arc::clone(&parent.plan);
        let mut frame = Frame::new(plan, arm, Some(Owner { at, element: None }));
        if self.watch.is_some() {
            frame.place = self.place_inside(at, arm, None);
        }
        self.open_frame(frame);
    }

    /// Adds a frame; what waits for nothing in it is ready.
    pub(super) fn open_frame(&mut self, frame: Frame) -> FrameId {
        let (plan, scope, left) = (Arc::clone(&frame.plan), frame.scope, frame.left);
        let id = self.frames.insert(frame);
        if left == 0 {
            self.steps.push_back(Step::Close(id));
        }
        for (slot, pending) in plan.scope(scope).pending.iter().enumerate() {
            if *pending == 0 {
                self.ready(At { frame: id, slot: slot as u32 });
            }
        }
        id
    }
}
