//! Frames: activations of scopes. A workflow, an arm taken, one element of a map and one call of a
//! sub-workflow are each a frame, with the state of every node in it.

use std::sync::Arc;

use bytes::Bytes;
use flyte_types::wire;

use super::map::MapState;
use super::plan::Plan;
use super::watch::Place;
use crate::error::Error;
use crate::graph::ScopeId;

/// A frame, for as long as it lives: a number that is used again, and whose number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FrameId {
    pub(crate) index: u32,
    pub(crate) serial: u32,
}

/// A node in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct At {
    pub(crate) frame: FrameId,
    pub(crate) slot: u32,
}

/// How far a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Something that it waits for isn't there.
    Waiting,
    /// A branch that has decided and waits for what its arm needs.
    Decided(ScopeId),
    /// Ready, under way, or open (a branch, map or sub-workflow with frames of its own).
    Active,
    /// Gave its outputs.
    Done,
    /// Failed, or can't run because something failed.
    Lost,
}

/// What a node gave.
#[derive(Debug)]
pub(crate) enum Value {
    Nothing,
    One(Bytes),
    Many(Box<[Bytes]>),
    /// Of a map that is under way.
    Map(Box<MapState>),
}

impl Value {
    /// The outputs of a node. A node without outputs reads as none: the element of a map over such a task, an item of a
    /// list of calls, or the argument for a `()`.
    pub(crate) fn new(mut outputs: Vec<Bytes>) -> Self {
        match outputs.len() {
            0 => Value::One(wire::none()),
            1 => outputs.pop().map_or(Value::Nothing, Value::One),
            _ => Value::Many(outputs.into()),
        }
    }

    pub(crate) fn get(&self, output: u32) -> Option<&Bytes> {
        match self {
            Value::One(value) if output == 0 => Some(value),
            Value::Many(values) => values.get(output as usize),
            _ => None,
        }
    }
}

/// A node's state.
#[derive(Debug)]
pub(crate) struct NodeState {
    /// Edges from nodes that aren't done; of a branch that has decided, nodes that its arm waits for.
    pub(crate) pending: u32,
    /// Reads of its outputs still to come. At zero they are dropped.
    pub(crate) uses: u32,
    pub(crate) status: Status,
    pub(crate) value: Value,
}

/// Whose frame it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    pub(crate) at: At,
    /// Of an element of a map: which.
    pub(crate) element: Option<u32>,
}

/// An activation of a scope.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) plan: Arc<Plan>,
    pub(crate) scope: ScopeId,
    /// Nothing: the run itself.
    pub(crate) owner: Option<Owner>,
    /// The inputs, of a workflow's frame.
    pub(crate) inputs: Arc<[Bytes]>,
    /// The element, of a frame of a map's body.
    pub(crate) element: Bytes,
    pub(crate) nodes: Box<[NodeState]>,
    /// Nodes that are neither done nor lost.
    pub(crate) left: u32,
    /// Attempts under way (also those that wait for the next).
    pub(crate) running: u32,
    /// Why it fails, once it does.
    pub(crate) error: Option<Error>,
    /// It will be closed, and nothing in it counts any more.
    pub(crate) closing: bool,
    /// Branches that have decided and wait for what their arm needs: (what, branch).
    pub(crate) late: Vec<(u32, u32)>,
    /// The frames in it, as a list through `next` and `previous`.
    first_child: Option<u32>,
    next: Option<u32>,
    previous: Option<u32>,
    /// How its nodes are called and where they are recorded, when somebody wants to know.
    pub(crate) place: Option<Arc<Place>>,
}

impl Frame {
    pub(crate) fn new(plan: Arc<Plan>, scope: ScopeId, owner: Option<Owner>) -> Self {
        let order = plan.scope(scope);
        let nodes = order.pending.iter().zip(&order.uses).map(|(pending, uses)| NodeState {
            pending: *pending,
            uses: *uses,
            status: Status::Waiting,
            value: Value::Nothing,
        });
        let nodes: Box<[NodeState]> = nodes.collect();
        Frame {
            scope,
            owner,
            inputs: Arc::default(),
            element: Bytes::new(),
            left: nodes.len() as u32,
            nodes,
            running: 0,
            error: None,
            closing: false,
            late: Vec::new(),
            first_child: None,
            next: None,
            previous: None,
            place: None,
            plan,
        }
    }

    pub(crate) fn node(&self, slot: u32) -> &NodeState {
        &self.nodes[slot as usize]
    }

    pub(crate) fn node_mut(&mut self, slot: u32) -> &mut NodeState {
        &mut self.nodes[slot as usize]
    }

    /// One read of a node's outputs less to come.
    pub(crate) fn release(&mut self, slot: u32) {
        let node = &mut self.nodes[slot as usize];
        node.uses = node.uses.saturating_sub(1);
        if node.uses == 0 && node.status == Status::Done {
            node.value = Value::Nothing;
        }
    }
}

/// All frames of a run.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    frames: Vec<(u32, Option<Frame>)>,
    free: Vec<u32>,
}

impl Frames {
    pub(crate) fn insert(&mut self, frame: Frame) -> FrameId {
        let owner = frame.owner;
        let index = self.free.pop().unwrap_or_else(|| {
            self.frames.push((0, None));
            (self.frames.len() - 1) as u32
        });
        self.frames[index as usize].1 = Some(frame);
        if let Some(owner) = owner {
            let parent = self.at_mut(owner.at.frame.index);
            let next = parent.and_then(|parent| parent.first_child.replace(index));
            if let Some(frame) = self.at_mut(index) {
                frame.next = next;
            }
            if let Some(next) = next.and_then(|next| self.at_mut(next)) {
                next.previous = Some(index);
            }
        }
        self.id_of(index)
    }

    pub(crate) fn get(&self, id: FrameId) -> Option<&Frame> {
        match self.frames.get(id.index as usize) {
            Some((serial, frame)) if *serial == id.serial => frame.as_ref(),
            _ => None,
        }
    }

    pub(crate) fn get_mut(&mut self, id: FrameId) -> Option<&mut Frame> {
        match self.frames.get_mut(id.index as usize) {
            Some((serial, frame)) if *serial == id.serial => frame.as_mut(),
            _ => None,
        }
    }

    /// Takes a frame out. The frames in it are to be taken out before.
    pub(crate) fn remove(&mut self, id: FrameId) -> Option<Frame> {
        self.get(id)?;
        let (serial, frame) = &mut self.frames[id.index as usize];
        let frame = frame.take()?;
        *serial = serial.wrapping_add(1);
        self.free.push(id.index);
        if let Some(next) = frame.next.and_then(|next| self.at_mut(next)) {
            next.previous = frame.previous;
        }
        if let Some(previous) = frame.previous {
            if let Some(previous) = self.at_mut(previous) {
                previous.next = frame.next;
            }
        } else if let Some(parent) = frame.owner.and_then(|owner| self.at_mut(owner.at.frame.index))
        {
            parent.first_child = frame.next;
        }
        Some(frame)
    }

    /// All frames in a frame, however deep, each before those in it. With `slot`, only what that node opened.
    pub(crate) fn inside(&self, id: FrameId, slot: Option<u32>) -> Vec<FrameId> {
        let mut found = Vec::new();
        let mut child = self.get(id).and_then(|frame| frame.first_child);
        while let Some(index) = child {
            let Some(frame) = &self.frames[index as usize].1 else { break };
            if slot.is_none() || frame.owner.map(|owner| owner.at.slot) == slot {
                found.push(self.id_of(index));
            }
            child = frame.next;
        }
        let mut seen = 0;
        while let Some(frame) = found.get(seen).and_then(|id| self.get(*id)) {
            let mut child = frame.first_child;
            while let Some(index) = child {
                found.push(self.id_of(index));
                child = self.frames[index as usize].1.as_ref().and_then(|frame| frame.next);
            }
            seen += 1;
        }
        found
    }

    fn id_of(&self, index: u32) -> FrameId {
        FrameId { index, serial: self.frames[index as usize].0 }
    }

    fn at_mut(&mut self, index: u32) -> Option<&mut Frame> {
        self.frames[index as usize].1.as_mut()
    }
}
