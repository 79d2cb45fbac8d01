//! Nodes and the scopes that they stand in.

use std::panic::Location;
use std::time::Duration;

use flyte_types::interface::Variable;

use super::binding::Binding;
use super::branch::Branch;
use super::workflow::{Entity, WorkflowDefinition};
use crate::definition::TaskDefinition;

/// A node of a graph: an index into [`super::Graph::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The index into the graph's nodes.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A scope of a graph: an index into [`super::Graph::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub u32);

impl ScopeId {
    /// The workflow itself.
    pub const ROOT: ScopeId = ScopeId(0);

    /// The index into the graph's scopes.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One call, branch or map.
#[derive(Debug)]
pub struct Node {
    /// The scope that it stands in.
    pub scope: ScopeId,
    /// What it does.
    pub kind: NodeKind,
    /// Of a call: one binding per input of the callee, in its order. Of a map: the list, alone. Of a
    /// branch: none (its condition has operands).
    pub inputs: Vec<Binding>,
    /// Nodes that it waits for without using their data (`b.after(a)`).
    pub after: Vec<NodeId>,
    /// `.with(…)`.
    pub overrides: Option<Box<Overrides>>,
    /// Where the user wrote it.
    pub location: &'static Location<'static>,
}

/// What a node does.
#[derive(Debug)]
pub enum NodeKind {
    /// Calls a task.
    Task(&'static TaskDefinition),
    /// Calls a workflow.
    Workflow(&'static WorkflowDefinition),
    /// Takes one of two arms.
    Branch(Box<Branch>),
    /// Runs a body for every element of a list.
    Map(Box<MapNode>),
}

impl Node {
    /// The task or workflow that it calls.
    pub fn callee(&self) -> Option<Entity> {
        match self.kind {
            NodeKind::Task(task) => Some(Entity::Task(task)),
            NodeKind::Workflow(workflow) => Some(Entity::Workflow(workflow)),
            NodeKind::Branch(_) | NodeKind::Map(_) => None,
        }
    }

    /// The variables that it gives.
    pub fn outputs(&self) -> &[Variable] {
        match &self.kind {
            NodeKind::Task(task) => task.spec.output_variables(),
            NodeKind::Workflow(workflow) => workflow.spec.output_variables(),
            NodeKind::Branch(branch) => &branch.outputs,
            NodeKind::Map(map) => &map.outputs,
        }
    }
}

/// `xs.map(…)`. The body is a scope; its one result is the element of the result list.
#[derive(Debug)]
pub struct MapNode {
    /// The body. `Source::Element(body)` stands for the element in it.
    pub body: ScopeId,
    /// `.concurrency(n)`: how many elements run at once; all when `None`.
    pub concurrency: Option<u32>,
    /// `.min_success_ratio(r)`: what part must succeed (rounded up); failed ones give none. With `None`
    /// all must succeed, and elements aren't optional.
    pub min_success_ratio: Option<f64>,
    /// One variable, `o0`: the list.
    pub outputs: Vec<Variable>,
}

/// What a scope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    /// The workflow itself.
    Workflow,
    /// The arm of a branch that runs when its condition holds.
    Then,
    /// The arm of a branch that runs when its condition doesn't hold.
    Else,
    /// The body of a map.
    Map,
}

/// A region of nodes: the workflow, an arm, or the body of a map.
#[derive(Debug)]
pub struct Scope {
    /// What it is.
    pub kind: ScopeKind,
    /// The scope around it.
    pub parent: Option<ScopeId>,
    /// The branch or map that it belongs to.
    pub owner: Option<NodeId>,
    /// Its own nodes, in order.
    pub nodes: Vec<NodeId>,
    /// What it gives: one binding per output variable of its owner.
    pub results: Vec<Binding>,
    /// Where the user wrote it.
    pub location: &'static Location<'static>,
}

/// What `.with(…)` changes on one node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// The node's name.
    pub name: Option<String>,
    /// Retries instead of the task's.
    pub retries: Option<u32>,
    /// Timeout of an attempt instead of the task's.
    pub timeout: Option<Duration>,
    /// Interruptible instead of the task's.
    pub interruptible: Option<bool>,
    /// cpu request.
    pub cpu: Option<String>,
    /// memory request.
    pub memory: Option<String>,
    /// gpu request.
    pub gpu: Option<String>,
    /// ephemeral storage request.
    pub ephemeral_storage: Option<String>,
    /// Image instead of the task's.
    pub container_image: Option<String>,
}

impl Overrides {
    /// Takes over what `newer` sets.
    pub(super) fn merge(&mut self, newer: Overrides) {
        fn take<T>(old: &mut Option<T>, new: Option<T>) {
            if new.is_some() {
                *old = new;
            }
        }
        take(&mut self.name, newer.name);
        take(&mut self.retries, newer.retries);
        take(&mut self.timeout, newer.timeout);
        take(&mut self.interruptible, newer.interruptible);
        take(&mut self.cpu, newer.cpu);
        take(&mut self.memory, newer.memory);
        take(&mut self.gpu, newer.gpu);
        take(&mut self.ephemeral_storage, newer.ephemeral_storage);
        take(&mut self.container_image, newer.container_image);
    }
}
