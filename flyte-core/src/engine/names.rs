//! Node ids as Flyte gives them: `n0`, `n1`, … in order of creation, per scope; the arms of one branch count on.

use crate::graph::{Graph, NodeId, NodeKind, ScopeKind};

/// The ids of a graph's nodes.
#[derive(Debug)]
pub struct NodeNames {
    labels: Vec<String>,
}

impl NodeNames {
    /// Numbers the nodes of a graph.
    pub fn new(graph: &Graph) -> Self {
        let mut labels = vec![String::new(); graph.nodes.len()];
        for scope in &graph.scopes {
            let first = match (scope.kind, scope.owner.map(|owner| &graph.node(owner).kind)) {
                (ScopeKind::Else, Some(NodeKind::Branch(branch))) => {
                    graph.scope(branch.then).nodes.len()
                }
                _ => 0,
            };
            let mut taken = std::collections::HashSet::new();
            for (index, id) in scope.nodes.iter().enumerate() {
                let number = format!("n{}", first + index);
                let wanted = graph.node(*id).overrides.as_ref().and_then(|o| o.name.as_deref());
                labels[id.index()] = match wanted.map(dns_label) {
                    Some(name) if !name.is_empty() && taken.insert(name.clone()) => name,
                    _ => number,
                };
            }
        }
        NodeNames { labels }
    }

    /// The id within the scope: `n0`.
    pub fn in_scope(&self, node: NodeId) -> &str {
        &self.labels[node.index()]
    }
}

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

/// Lower case letters, digits and `-`, at most 63 of them.
fn dns_label(name: &str) -> String {
    let dashed =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    dashed.take(63).collect::<String>().trim_matches('-').to_owned()
}
