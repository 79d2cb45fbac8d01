//! The graph of a workflow: one value, built once, that the engine runs, the pictures draw and the compiler will
//! lower. It keeps what the user wrote, with source lines.
//!
//! Nodes stand in one flat list in the order in which they were made, so a node only refers to nodes
//! before it (an order without data, `.after`, may name a later one; it never makes a cycle). Arms of branches and bodies of maps are *scopes* of that list: a node belongs to one
//! scope and may use what belongs to the scopes around it.

mod argument;
mod binding;
mod branch;
mod build;
pub mod call;
mod check;
pub mod condition;
pub mod control;
mod default;
mod loose;
#[doc(hidden)]
pub mod mistakes;
mod names;
mod node;
mod path;
mod promise;
mod refused;
mod tables;
mod with;
mod workflow;
mod written;

pub use argument::{Arg, Argument, ReturnArg, Returned, bind, promised, returns};
pub use binding::{Binding, Reference, Source};
pub use branch::{Branch, Comparison, Condition, Operand};
pub use build::{WorkflowInputs, build_workflow};
pub use control::Unpack;
pub use default::{HasDefault, Mandatory, UseDefault, WithDefault, bind_or_default, default};
/// How a workflow gives its outputs: what [`ReturnArg`] tells apart.
pub use flyte_types::interface::shape;
pub(crate) use loose::OwnCalls;
pub use loose::detached;
pub use names::NodeNames;
pub use node::{MapNode, Node, NodeId, NodeKind, Overrides, Scope, ScopeId, ScopeKind};
pub use path::{Path, Step};
pub use promise::{Earlier, Handle, HasFields, Promise, field, inside, min_success_ratio, output};
pub use refused::MapPlain;
pub use tables::{TableArg, bind_table, bind_table_or_default};
pub use with::{Amount, Size, Span, With};
pub use workflow::{Entity, Workflow, WorkflowDefinition};
pub use written::{
    DefaultValue, OutputValue, PromiseValue, encode_default, encode_inferred_default, output_value,
    promise,
};

use std::sync::Arc;

use flyte_types::interface::Variable;

/// The graph of one workflow (or of one awaited promise).
#[derive(Debug)]
pub struct Graph {
    /// The workflow's full name.
    pub name: Arc<str>,
    /// The inputs, in declaration order.
    pub inputs: Vec<Variable>,
    /// The outputs, in declaration order.
    pub outputs: Vec<Variable>,
    /// All nodes, in the order in which they were made (also a topological order).
    pub nodes: Vec<Node>,
    /// `scopes[0]` is the workflow itself; its results are the workflow's outputs.
    pub scopes: Vec<Scope>,
    /// Go on with what can still run when a node fails, and fail at the end.
    pub finish_on_failure: bool,
}

impl Graph {
    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// A scope.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.index()]
    }

    /// The nodes of the same scope that a node waits for, each once: those whose data it (or anything inside
    /// it) uses, and those that it comes after.
    pub fn upstream(&self, id: NodeId) -> Vec<NodeId> {
        check::upstream(self, id)
    }

    /// The nodes of a scope, in a topological order, without those of scopes inside it.
    pub fn nodes_in(&self, scope: ScopeId) -> impl Iterator<Item = (NodeId, &Node)> {
        self.scope(scope).nodes.iter().map(|id| (*id, self.node(*id)))
    }
}
