//! What the scheduler needs to know of a graph, computed in one pass: who waits for whom, and who reads what.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::engine::NodeNames;
use crate::graph::{Binding, Graph, Node, NodeId, NodeKind, Reference, ScopeId, Source};

/// A graph with its order.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) graph: Arc<Graph>,
    scopes: Vec<ScopePlan>,
    /// The position of each node in its scope.
    slots: Vec<u32>,
    names: OnceLock<NodeNames>,
}

/// The order within one scope. A *slot* is the position of a node in its scope.
#[derive(Debug, Default)]
pub(crate) struct ScopePlan {
    /// The node of each slot.
    pub(crate) nodes: Vec<NodeId>,
    /// How many edges end in each slot.
    pub(crate) pending: Vec<u32>,
    /// How many times the outputs of each slot are read within the scope.
    pub(crate) uses: Vec<u32>,
    /// Of each slot, where its dependents begin in `dependents`; one more at the end.
    starts: Vec<u32>,
    dependents: Vec<u32>,
    /// Nodes of the scopes around this one that it, or a scope in it, uses.
    pub(crate) outer: Vec<NodeId>,
}

impl ScopePlan {
    /// Where the slots that wait for `slot` stand; see [`ScopePlan::dependent`].
    pub(crate) fn dependents(&self, slot: u32) -> Range<usize> {
        self.starts[slot as usize] as usize..self.starts[slot as usize + 1] as usize
    }

    pub(crate) fn dependent(&self, index: usize) -> u32 {
        self.dependents[index]
    }
}

impl Plan {
    pub(crate) fn new(graph: Arc<Graph>) -> Self {
        let mut slots = vec![0; graph.nodes.len()];
        let mut scopes: Vec<ScopePlan> = Vec::with_capacity(graph.scopes.len());
        for scope in &graph.scopes {
            for (slot, id) in scope.nodes.iter().enumerate() {
                slots[id.index()] = slot as u32;
            }
            scopes.push(ScopePlan {
                nodes: scope.nodes.clone(),
                pending: vec![0; scope.nodes.len()],
                uses: vec![0; scope.nodes.len()],
                ..ScopePlan::default()
            });
        }
        let mut pass =
            Pass { graph: &graph, slots: &slots, scopes: &mut scopes, edges: Vec::new() };
        pass.references();
        pass.owners();
        let edges = pass.edges;
        sort_edges(edges, &mut scopes);
        Plan { graph, scopes, slots, names: OnceLock::new() }
    }

    pub(crate) fn scope(&self, scope: ScopeId) -> &ScopePlan {
        &self.scopes[scope.index()]
    }

    pub(crate) fn slot(&self, node: NodeId) -> u32 {
        self.slots[node.index()]
    }

    pub(crate) fn node(&self, scope: ScopeId, slot: u32) -> &Node {
        self.graph.node(self.node_id(scope, slot))
    }

    pub(crate) fn node_id(&self, scope: ScopeId, slot: u32) -> NodeId {
        self.scope(scope).nodes[slot as usize]
    }

    /// The ids of the nodes, made when somebody asks.
    pub(crate) fn names(&self) -> &NodeNames {
        self.names.get_or_init(|| NodeNames::new(&self.graph))
    }
}

/// The scopes that a node opens.
pub(crate) fn inner_scopes(node: &Node) -> [Option<ScopeId>; 2] {
    match &node.kind {
        NodeKind::Branch(branch) => [Some(branch.then), Some(branch.otherwise)],
        NodeKind::Map(map) => [Some(map.body), None],
        NodeKind::Task(_) | NodeKind::Workflow(_) => [None, None],
    }
}

struct Pass<'a> {
    graph: &'a Graph,
    slots: &'a [u32],
    scopes: &'a mut [ScopePlan],
    /// (scope, from, to), by slots.
    edges: Vec<(ScopeId, u32, u32)>,
}

impl Pass<'_> {
    /// Edges and reads of what nodes and results say themselves.
    fn references(&mut self) {
        let graph = self.graph;
        for (index, node) in graph.nodes.iter().enumerate() {
            let to = Some(self.slots[index]);
            for binding in &node.inputs {
                self.binding(binding, node.scope, to);
            }
            if let NodeKind::Branch(branch) = &node.kind {
                branch
                    .condition
                    .for_each_reference(&mut |reference| self.reference(reference, node.scope, to));
            }
            for first in &node.after {
                self.edge(*first, node.scope, to, false);
            }
        }
        for (index, scope) in graph.scopes.iter().enumerate() {
            for binding in &scope.results {
                self.binding(binding, ScopeId(index as u32), None);
            }
        }
    }

    /// Branches and maps use what their scopes use. A map waits for all of it; a branch waits for what its
    /// condition needs, and once it has decided for what the arm taken needs.
    fn owners(&mut self) {
        for scope in self.scopes.iter_mut() {
            scope.outer.sort_unstable();
            scope.outer.dedup();
        }
        for (index, node) in self.graph.nodes.iter().enumerate() {
            for inner in inner_scopes(node).into_iter().flatten() {
                let outer = std::mem::take(&mut self.scopes[inner.index()].outer);
                for used in outer.iter().filter(|used| self.graph.node(**used).scope == node.scope)
                {
                    let from = self.slots[used.index()];
                    self.scopes[node.scope.index()].uses[from as usize] += 1;
                    if matches!(node.kind, NodeKind::Map(_)) {
                        self.edges.push((node.scope, from, self.slots[index]));
                    }
                }
                self.scopes[inner.index()].outer = outer;
            }
        }
    }

    fn binding(&mut self, binding: &Binding, scope: ScopeId, to: Option<u32>) {
        binding.for_each_reference(&mut |reference| self.reference(reference, scope, to));
    }

    fn reference(&mut self, reference: &Reference, scope: ScopeId, to: Option<u32>) {
        if let Source::Node(from) = reference.source {
            self.edge(from, scope, to, true);
        }
    }

    fn edge(&mut self, from: NodeId, scope: ScopeId, to: Option<u32>, reads: bool) {
        let home = self.graph.node(from).scope;
        if home == scope {
            let slot = self.slots[from.index()];
            if reads {
                self.scopes[scope.index()].uses[slot as usize] += 1;
            }
            if let Some(to) = to {
                self.edges.push((scope, slot, to));
            }
            return;
        }
        let mut inner = scope;
        while inner != home {
            self.scopes[inner.index()].outer.push(from);
            match self.graph.scope(inner).parent {
                Some(parent) => inner = parent,
                None => break,
            }
        }
    }
}

/// Turns edges into one list of dependents per scope, with a start per slot.
fn sort_edges(edges: Vec<(ScopeId, u32, u32)>, scopes: &mut [ScopePlan]) {
    for scope in scopes.iter_mut() {
        scope.starts = vec![0; scope.nodes.len() + 1];
    }
    for (scope, from, to) in &edges {
        let scope = &mut scopes[scope.index()];
        scope.starts[*from as usize + 1] += 1;
        scope.pending[*to as usize] += 1;
    }
    let mut next: Vec<Vec<u32>> = Vec::with_capacity(scopes.len());
    for scope in scopes.iter_mut() {
        for index in 1..scope.starts.len() {
            scope.starts[index] += scope.starts[index - 1];
        }
        scope.dependents = vec![0; scope.starts.last().copied().unwrap_or(0) as usize];
        next.push(scope.starts.clone());
    }
    for (scope, from, to) in edges {
        let place = &mut next[scope.index()][from as usize];
        scopes[scope.index()].dependents[*place as usize] = to;
        *place += 1;
    }
}
