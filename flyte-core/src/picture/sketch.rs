//! Makes graphs by hand, for the tests of this module.

use std::panic::Location;

use flyte_types::idl::core::LiteralType;
use flyte_types::interface::Variable;

use super::samples::promise;
use crate::definition::TaskDefinition;
use crate::graph::{
    Binding, Branch, Condition, Graph, MapNode, Node, NodeId, NodeKind, Path, Scope, ScopeId,
    ScopeKind, Source, WorkflowDefinition,
};

type TypeOf = fn() -> LiteralType;

/// A graph in the making.
pub(super) struct Sketch {
    pub(super) graph: Graph,
    scope: ScopeId,
}

impl Sketch {
    #[track_caller]
    pub(super) fn new(name: &str, inputs: &[(&'static str, TypeOf)]) -> Self {
        let inputs = inputs.iter().map(|(name, ty)| Variable::new(*name, ty())).collect();
        let graph = Graph {
            name: name.into(),
            inputs,
            outputs: Vec::new(),
            nodes: Vec::new(),
            scopes: Vec::new(),
            finish_on_failure: false,
        };
        let mut sketch = Sketch { graph, scope: ScopeId::ROOT };
        sketch.open(ScopeKind::Workflow, None);
        sketch
    }

    #[track_caller]
    fn open(&mut self, kind: ScopeKind, owner: Option<NodeId>) -> ScopeId {
        let id = ScopeId(self.graph.scopes.len() as u32);
        let parent = (id != ScopeId::ROOT).then_some(self.scope);
        let location = Location::caller();
        self.graph.scopes.push(Scope {
            kind,
            parent,
            owner,
            nodes: Vec::new(),
            results: Vec::new(),
            location,
        });
        id
    }

    #[track_caller]
    fn push(&mut self, kind: NodeKind, inputs: Vec<Binding>) -> NodeId {
        let id = NodeId(self.graph.nodes.len() as u32);
        let (scope, location) = (self.scope, Location::caller());
        self.graph.nodes.push(Node {
            scope,
            kind,
            inputs,
            after: Vec::new(),
            overrides: None,
            location,
        });
        self.graph.scopes[scope.index()].nodes.push(id);
        id
    }

    #[track_caller]
    pub(super) fn call(&mut self, task: &'static TaskDefinition, inputs: Vec<Binding>) -> NodeId {
        self.push(NodeKind::Task(task), inputs)
    }

    #[track_caller]
    pub(super) fn sub(
        &mut self,
        workflow: &'static WorkflowDefinition,
        inputs: Vec<Binding>,
    ) -> NodeId {
        self.push(NodeKind::Workflow(workflow), inputs)
    }

    /// `if condition { then } else { otherwise }`; the arms give their results.
    #[track_caller]
    pub(super) fn branch(
        &mut self,
        condition: Condition,
        outputs: Vec<Variable>,
        then: impl FnOnce(&mut Sketch) -> Vec<Binding>,
        otherwise: impl FnOnce(&mut Sketch) -> Vec<Binding>,
    ) -> NodeId {
        let branch = Branch { condition, then: ScopeId::ROOT, otherwise: ScopeId::ROOT, outputs };
        let id = self.push(NodeKind::Branch(Box::new(branch)), Vec::new());
        let then = self.inside(ScopeKind::Then, id, then);
        let otherwise = self.inside(ScopeKind::Else, id, otherwise);
        if let NodeKind::Branch(branch) = &mut self.graph.nodes[id.index()].kind {
            (branch.then, branch.otherwise) = (then, otherwise);
        }
        id
    }

    /// `list.map(…)`; the body gets the element.
    #[track_caller]
    pub(super) fn map(
        &mut self,
        list: Binding,
        outputs: Vec<Variable>,
        body: impl FnOnce(&mut Sketch, Binding) -> Binding,
    ) -> NodeId {
        let map =
            MapNode { body: ScopeId::ROOT, concurrency: None, min_success_ratio: None, outputs };
        let id = self.push(NodeKind::Map(Box::new(map)), vec![list]);
        let scope = self.inside(ScopeKind::Map, id, |sketch| {
            let element = promise(Source::Element(sketch.scope), 0, Path::WHOLE);
            vec![body(sketch, element)]
        });
        if let NodeKind::Map(map) = &mut self.graph.nodes[id.index()].kind {
            map.body = scope;
        }
        id
    }

    #[track_caller]
    fn inside(
        &mut self,
        kind: ScopeKind,
        owner: NodeId,
        fill: impl FnOnce(&mut Sketch) -> Vec<Binding>,
    ) -> ScopeId {
        let scope = self.open(kind, Some(owner));
        let outer = std::mem::replace(&mut self.scope, scope);
        let results = fill(self);
        self.graph.scopes[scope.index()].results = results;
        self.scope = outer;
        scope
    }

    pub(super) fn finish(mut self, outputs: Vec<Variable>, results: Vec<Binding>) -> Graph {
        self.graph.outputs = outputs;
        self.graph.scopes[0].results = results;
        self.graph
    }
}
