//! What nodes are called by people.

use crate::graph::{Graph, NodeId, NodeKind};

/// What a node is called by people: its callee's full name, `if` or `map`.
pub fn label(graph: &Graph, node: NodeId) -> &'static str {
    let node = graph.node(node);
    match &node.kind {
        NodeKind::Task(task) => task.spec.full_name(),
        NodeKind::Workflow(workflow) => workflow.spec.full_name(),
        NodeKind::Branch(_) => "if",
        NodeKind::Map(_) => "map",
    }
}
