//! What the platform can never take is refused when the graph is built, with what to write instead. Here and
//! there must not differ.

use std::collections::HashMap;

use super::binding::{Binding, Reference, Source};
use super::node::{Node, NodeId, NodeKind, Scope, ScopeId};
use super::{Graph, names, workflow};
use crate::error::Error;

/// From here on the platform's compiler takes seconds: it walks every path, 2 µs each (runtime.md 3.2).
const MANY_PATHS: f64 = 1e6;

/// From here on it takes more than half an hour.
const HOPELESS_PATHS: f64 = 1e9;

/// Array nodes run tasks: a map's closure is a chain of task calls (mechanisms.md, Lowering).
pub(super) fn map_body(nodes: &[Node], scopes: &[Scope], body: ScopeId) -> Result<(), String> {
    let scope = &scopes[body.index()];
    let inside = |reference: &Reference| match reference.source {
        Source::Element(element) => element == body,
        Source::Node(node) => nodes[node.index()].scope == body,
        Source::Inputs => false,
    };
    for id in &scope.nodes {
        let node = &nodes[id.index()];
        let what = match &node.kind {
            NodeKind::Task(_) => None,
            NodeKind::Workflow(_) => Some("the call of a workflow"),
            NodeKind::Branch(_) => Some("an `if`"),
            NodeKind::Map(_) => Some("a map inside a map"),
        };
        if let Some(what) = what {
            return Err(format!(
                "{}: the closure of a `.map(…)` can only call tasks, this is {what}: write a task that does it \
                 for one element",
                node.location
            ));
        }
        for binding in &node.inputs {
            let mut fault = None;
            let mut within = |reference: &Reference, whole: bool| {
                if inside(reference) && !(whole && reference.path.is_whole()) {
                    fault = Some(format!(
                        "{}: inside a `.map(…)` Flyte hands an element or a result to a task only whole, not \
                         `element{}`: write a task that takes the whole element",
                        node.location, reference.path
                    ));
                }
            };
            match binding {
                Binding::Promise(reference) => within(reference, true),
                other => other.for_each_reference(&mut |reference| within(reference, false)),
            }
            if let Some(fault) = fault {
                return Err(fault);
            }
        }
    }
    let of_a_call = matches!(
        scope.results.first(),
        Some(Binding::Promise(reference))
            if reference.path.is_whole()
                && matches!(reference.source, Source::Node(node) if nodes[node.index()].scope == body)
    );
    // A result that stands for nothing has been reported already.
    let reported =
        matches!(scope.results.first(), Some(Binding::Literal(bytes)) if bytes.is_empty());
    if of_a_call || reported {
        Ok(())
    } else {
        Err(format!(
            "{}: the closure of a `.map(…)` must give the whole result of a task that it calls",
            scope.location
        ))
    }
}

/// What concerns the graph as a whole.
pub(super) fn graph(graph: &mut Graph) -> Result<(), Error> {
    let order = sort(graph)?;
    names::check(graph)?;
    drop_redundant_order(graph);
    count_paths(graph, &order)?;
    workflow::build_called(graph)
}

/// The node of `scope` through which something in a scope inside it is reached.
fn lift(graph: &Graph, mut node: NodeId, scope: ScopeId) -> Option<NodeId> {
    loop {
        let home = graph.node(node).scope;
        if home == scope {
            return Some(node);
        }
        node = graph.scope(home).owner?;
    }
}

/// The nodes of the same scope that `id` waits for, each once, in order: those whose data it, or anything
/// inside it, uses, and those that it comes after.
pub(super) fn upstream(graph: &Graph, id: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    find_upstream(graph, id, &mut found);
    found
}

/// [`upstream`], into memory that is used again.
fn find_upstream(graph: &Graph, id: NodeId, found: &mut Vec<NodeId>) {
    find_data_upstream(graph, id, true, found);
    let after = &graph.node(id).after;
    if !after.is_empty() {
        found.extend(after);
        found.sort_unstable();
        found.dedup();
    }
}

/// Those whose data a node uses; with `arms` also those that only an arm of a branch uses.
fn find_data_upstream(graph: &Graph, id: NodeId, arms: bool, found: &mut Vec<NodeId>) {
    found.clear();
    let scope = graph.node(id).scope;
    let mut inner = Vec::new();
    let mut current = id;
    loop {
        let node = graph.node(current);
        let mut visit = |reference: &Reference| {
            if let Source::Node(source) = reference.source
                && let Some(node) = lift(graph, source, scope)
                && node != id
            {
                found.push(node);
            }
        };
        node.inputs.iter().for_each(|binding| binding.for_each_reference(&mut visit));
        let opened = match &node.kind {
            NodeKind::Branch(branch) => {
                branch.condition.for_each_reference(&mut visit);
                if arms { [Some(branch.then), Some(branch.otherwise)] } else { [None, None] }
            }
            NodeKind::Map(map) => [Some(map.body), None],
            NodeKind::Task(_) | NodeKind::Workflow(_) => [None, None],
        };
        for inner_scope in opened.into_iter().flatten() {
            let scope = graph.scope(inner_scope);
            scope.results.iter().for_each(|binding| binding.for_each_reference(&mut visit));
            inner.extend(&scope.nodes);
        }
        match inner.pop() {
            Some(next) => current = next,
            None => break,
        }
    }
    found.sort_unstable();
    found.dedup();
}

/// Puts each scope's nodes into an order in which every node comes after those that it waits for. They are in
/// one already unless `.after` names a later call.
fn sort(graph: &mut Graph) -> Result<Vec<NodeId>, Error> {
    let forward = graph
        .nodes
        .iter()
        .enumerate()
        .any(|(index, node)| node.after.iter().any(|first| first.index() > index));
    if forward {
        for scope in 0..graph.scopes.len() {
            let sorted = sorted(graph, &graph.scopes[scope].nodes)?;
            graph.scopes[scope].nodes = sorted;
        }
    }
    Ok(graph.scope(ScopeId::ROOT).nodes.clone())
}

fn sorted(graph: &Graph, nodes: &[NodeId]) -> Result<Vec<NodeId>, Error> {
    let mut waits: HashMap<NodeId, usize> = HashMap::new();
    let mut downstream: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for id in nodes {
        let upstream = upstream(graph, *id);
        waits.insert(*id, upstream.len());
        for first in upstream {
            downstream.entry(first).or_default().push(*id);
        }
    }
    let mut ready: std::collections::BTreeSet<NodeId> =
        nodes.iter().copied().filter(|id| waits[id] == 0).collect();
    let mut sorted = Vec::with_capacity(nodes.len());
    while let Some(id) = ready.pop_first() {
        sorted.push(id);
        for next in downstream.get(&id).into_iter().flatten() {
            if let Some(left) = waits.get_mut(next) {
                *left -= 1;
                if *left == 0 {
                    ready.insert(*next);
                }
            }
        }
    }
    if sorted.len() == nodes.len() {
        return Ok(sorted);
    }
    let stuck: Vec<String> = nodes
        .iter()
        .filter(|id| !sorted.contains(id) && !graph.node(**id).after.is_empty())
        .map(|id| graph.node(*id).location.to_string())
        .collect();
    Err(circle(&stuck))
}

/// Calls, by their places, that wait for each other.
pub(super) fn circle(places: &[String]) -> Error {
    Error::msg(format!(
        "these calls wait for each other through `.after(…)`: {}; drop one of the orders",
        places.join(", ")
    ))
    .not_recoverable()
}

/// An order that data already gives costs the platform paths and says nothing. What only an arm of a branch uses gives no
/// order: the branch doesn't wait for it when it takes the other arm.
fn drop_redundant_order(graph: &mut Graph) {
    let mut data = Vec::new();
    for index in 0..graph.nodes.len() {
        if graph.nodes[index].after.is_empty() {
            continue;
        }
        let id = NodeId(u32::try_from(index).expect("node ids are u32"));
        find_data_upstream(graph, id, false, &mut data);
        graph.nodes[index].after.retain(|first| data.binary_search(first).is_err());
    }
}

/// Counts the paths that the platform's compiler will walk.
fn count_paths(graph: &Graph, order: &[NodeId]) -> Result<(), Error> {
    // By node: how many paths end in it, and whether none goes on from there.
    let mut paths = vec![(1.0, false); graph.nodes.len()];
    let mut upstream = Vec::new();
    for id in order {
        find_upstream(graph, *id, &mut upstream);
        let mut reached = 0.0;
        for first in &upstream {
            let (paths, ends) = &mut paths[first.index()];
            reached += *paths;
            *ends = false;
        }
        let reached = if reached == 0.0 { 1.0 } else { reached };
        paths[id.index()] = (reached, true);
    }
    let total: f64 = paths.iter().filter(|(_, ends)| *ends).map(|(paths, _)| paths).sum();
    if total >= HOPELESS_PATHS {
        return Err(Error::msg(format!(
            "its graph has {total:.1e} paths, and Flyte's compiler walks each: put runs of calls into workflows \
             of their own, or hand lists on instead of single values"
        )));
    }
    if total >= MANY_PATHS {
        tracing::warn!(workflow = %graph.name, "this graph has {total:.1e} paths: registering it takes seconds");
    }
    Ok(())
}
