//! Graphs as plain vectors: the same nodes, pushed by somebody who knows that they are right.

use std::panic::Location;

use bytes::Bytes;
use flyte::definition::TaskDefinition;
use flyte::graph::{
    Binding, Node, NodeId, NodeKind, Path, Reference, Scope, ScopeId, ScopeKind, Source,
};
use flyte_types::FlyteType;

/// A chain of calls of a task with two inputs, what the call before gave and a constant.
#[track_caller]
pub fn chain(task: &'static TaskDefinition, length: i64) -> (Vec<Node>, Vec<Scope>) {
    let location = Location::caller();
    let mut nodes = Vec::new();
    let mut own = Vec::new();
    let mut before = constant(0);
    for index in 0..length {
        let id = NodeId(nodes.len() as u32);
        nodes.push(Node {
            scope: ScopeId::ROOT,
            kind: NodeKind::Task(task),
            inputs: vec![before, constant(index)],
            after: Vec::new(),
            overrides: None,
            location,
        });
        own.push(id);
        let source = Source::Node(id);
        before = Binding::Promise(Reference { source, output: 0, path: Path::WHOLE });
    }
    let root = Scope {
        kind: ScopeKind::Workflow,
        parent: None,
        owner: None,
        nodes: own,
        results: vec![before],
        location,
    };
    (nodes, vec![root])
}

fn constant(value: i64) -> Binding {
    let mut bytes = Vec::new();
    // An integer always has a literal.
    let _ = value.encode(&mut bytes);
    Binding::Literal(Bytes::from(bytes))
}
