//! Node ids as Flyte gives them: `n0`, `n1`, … in order of creation, per scope; the arms of one branch count on. A name that
//! the user gave stands in the number's place.
//!
//! What a branch, map or sub-workflow runs has its node's id in front, and a `-`. So no id may be another's, nor begin as
//! what is inside another: the platform drops one of two nodes with the same id without a word, and a run folder would keep
//! one of two.

use std::collections::HashMap;

use super::node::{NodeId, NodeKind, Scope, ScopeKind};
use super::{Graph, Node};
use crate::error::Error;

/// The ids of a graph's nodes.
#[derive(Debug)]
pub struct NodeNames {
    ids: Vec<String>,
}

impl NodeNames {
    /// Numbers the nodes of a graph.
    pub fn new(graph: &Graph) -> Self {
        let mut ids = vec![String::new(); graph.nodes.len()];
        for scope in &graph.scopes {
            for (number, node) in (first_number(graph, scope)..).zip(&scope.nodes) {
                ids[node.index()] =
                    given(graph.node(*node)).unwrap_or_else(|| format!("n{number}"));
            }
        }
        NodeNames { ids }
    }

    /// The id within the scope: `n0`.
    pub fn in_scope(&self, node: NodeId) -> &str {
        &self.ids[node.index()]
    }
}

/// Where the numbers of a scope begin: those of a second arm go on from the first.
fn first_number(graph: &Graph, scope: &Scope) -> usize {
    match (scope.kind, scope.owner.map(|owner| &graph.node(owner).kind)) {
        (ScopeKind::Else, Some(NodeKind::Branch(branch))) => graph.scope(branch.then).nodes.len(),
        _ => 0,
    }
}

/// The id that the user gave a node.
fn given(node: &Node) -> Option<String> {
    let name = node.overrides.as_ref()?.name.as_deref()?;
    Some(dns_label(name)).filter(|label| !label.is_empty())
}

/// Lower case letters, digits and `-`, at most 63 of them.
fn dns_label(name: &str) -> String {
    let dashed =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    dashed.take(63).collect::<String>().trim_matches('-').to_owned()
}

/// Refuses names that would give two nodes one id.
pub(super) fn check(graph: &Graph) -> Result<(), Error> {
    if graph.nodes.iter().all(|node| given(node).is_none()) {
        return Ok(());
    }
    let names = NodeNames::new(graph);
    let mut faults = Vec::new();
    for scope in &graph.scopes {
        let mut nodes = scope.nodes.clone();
        match (scope.kind, scope.owner.map(|owner| &graph.node(owner).kind)) {
            // Its nodes stand beside those of the first arm.
            (ScopeKind::Else, _) => continue,
            (_, Some(NodeKind::Branch(branch))) => {
                nodes.extend(&graph.scope(branch.otherwise).nodes);
            }
            _ => {}
        }
        clashes(graph, &names, &nodes, &mut faults);
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::msg(faults.join("\n")).not_recoverable()),
    }
}

/// What is wrong with the names of nodes whose ids stand side by side.
fn clashes(graph: &Graph, names: &NodeNames, nodes: &[NodeId], faults: &mut Vec<String>) {
    let mut owners: HashMap<&str, NodeId> = HashMap::new();
    let is_given = |id: NodeId| given(graph.node(id)).is_some();
    // Numbers first, so that of a name and a number the name is to blame.
    let (numbered, named): (Vec<NodeId>, Vec<NodeId>) =
        nodes.iter().partition(|id| !is_given(**id));
    for id in numbered.iter().chain(&named) {
        let label = names.in_scope(*id);
        let place = graph.node(*id).location;
        match owners.get(label).copied() {
            None => drop(owners.insert(label, *id)),
            Some(other) if is_given(other) => faults.push(format!(
                "{place}: this call has the id `{label}`, and so has the one at {}: name them apart, as in \
                 `With::new().name(format!(\"step-{{i}}\"))`",
                graph.node(other).location
            )),
            Some(other) => faults.push(format!(
                "{place}: the name `{label}` is the id of the call at {}, which is numbered by its place: choose a name \
                 that is no number",
                graph.node(other).location
            )),
        }
    }
    for id in named {
        let label = names.in_scope(id);
        let inside = label.match_indices('-').find_map(|(dash, _)| {
            let other = *owners.get(&label[..dash])?;
            (!matches!(graph.node(other).kind, NodeKind::Task(_))).then_some(other)
        });
        if let Some(other) = inside {
            faults.push(format!(
                "{}: the name `{label}` begins as the ids of what `{}` at {} runs: choose another name",
                graph.node(id).location,
                names.in_scope(other),
                graph.node(other).location
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::dns_label;

    #[test]
    fn labels_are_what_kubernetes_takes() {
        assert_eq!(dns_label("Hard Work"), "hard-work");
        assert_eq!(dns_label("-日本-"), "");
        assert_eq!(dns_label(&"a".repeat(100)).len(), 63);
    }
}
