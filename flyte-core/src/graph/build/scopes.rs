//! Regions of a graph: the arms of branches, the bodies of maps, and which promises may be used where.

use std::sync::Arc;

use bytes::Bytes;
use flyte_types::interface::Variable;

use super::super::argument::Argument;
use super::super::binding::{Binding, Reference, Source};
use super::super::branch::{Branch, Condition};
use super::super::node::{NodeId, NodeKind, Scope, ScopeId, ScopeKind};
use super::super::path::Step;
use super::super::promise::{Handle, Origin};
use super::Place;
use super::builder::{Builder, index};

impl Builder {
    /// A promise used in the current scope.
    pub(super) fn use_promise(&mut self, handle: Handle, place: Place) -> Result<Binding, String> {
        Ok(match self.reference(handle, place)? {
            Some(reference) => Binding::Promise(reference),
            None => match handle.origin {
                Origin::Constant { index, .. } => {
                    let outputs = Arc::clone(&self.values[index as usize]);
                    let value = outputs.get(handle.output as usize).unwrap_or(&Argument::Default);
                    self.bind_part(value, &handle.path.steps(), place)?
                }
                _ => Binding::Literal(Bytes::new()),
            },
        })
    }

    /// The binding of a part of a value that is written down.
    fn bind_part(
        &mut self,
        value: &Argument,
        steps: &[Step],
        place: Place,
    ) -> Result<Binding, String> {
        match (value, steps) {
            (Argument::Constant(Ok(bytes)), []) => Ok(Binding::Literal(bytes.clone())),
            (Argument::Constant(Ok(bytes)), steps) => flyte_types::wire::resolve(bytes, steps)
                .map(Binding::Literal)
                .map_err(|error| error.to_string()),
            (Argument::Constant(Err(error)), _) => Err(error.to_string()),
            (Argument::Promise(handle), steps) => {
                let path = steps.iter().fold(handle.path, |path, step| path.join(step.clone()));
                self.use_promise(Handle { path, ..*handle }, place)
            }
            (Argument::List(items), []) => {
                let items = items.iter().map(|item| self.bind_part(item, &[], place));
                items.collect::<Result<_, _>>().map(Binding::List)
            }
            (Argument::Map(items), []) => {
                let items = items
                    .iter()
                    .map(|(key, item)| Ok((key.clone(), self.bind_part(item, &[], place)?)));
                items.collect::<Result<_, String>>().map(Binding::Map)
            }
            (Argument::List(items), [Step::Index(index), rest @ ..]) => match items.get(*index) {
                Some(item) => self.bind_part(item, rest, place),
                None => Err(format!("this list has {} items, and none at {index}", items.len())),
            },
            (Argument::Map(items), [Step::Key(key), rest @ ..]) => {
                match items.iter().find(|(known, _)| known == key) {
                    Some((_, item)) => self.bind_part(item, rest, place),
                    None => Err(format!("this map has no key `{key}`")),
                }
            }
            (Argument::List(_) | Argument::Map(_), [step, ..]) => {
                Err(format!("nothing lies at {step:?} of a list or map"))
            }
            (Argument::Default, _) => Err("a default has no meaning here".to_owned()),
        }
    }

    /// What a handle refers to from the current scope; `None` for a constant or what has already been
    /// reported.
    pub(super) fn reference(
        &mut self,
        handle: Handle,
        place: Place,
    ) -> Result<Option<Reference>, String> {
        let (graph, source) = match handle.origin {
            Origin::Nothing => return Ok(None),
            Origin::Loose { .. } => {
                return Err(
                    "this promise was made outside the workflow, where a call runs by itself: \
                            make the call inside the workflow, or pass its value"
                        .to_owned(),
                );
            }
            Origin::Constant { graph, .. } if graph == self.number => return Ok(None),
            Origin::Constant { graph, .. } => (graph, Source::Inputs),
            Origin::Input { graph } => (graph, Source::Inputs),
            Origin::Node { graph, node } | Origin::Optionals { graph, node } => {
                (graph, Source::Node(NodeId(node)))
            }
            Origin::Element { graph, scope } => (graph, Source::Element(ScopeId(scope))),
        };
        if graph != self.number {
            return Err(
                "this promise belongs to the graph of another workflow: give that workflow's \
                        result to this one as an input"
                    .to_owned(),
            );
        }
        let home = match source {
            Source::Inputs => ScopeId::ROOT,
            Source::Node(node) => self.nodes[node.index()].scope,
            Source::Element(scope) => scope,
        };
        if !self.encloses(home, self.scope) {
            let made = match source {
                Source::Node(node) => self.nodes[node.index()].location,
                _ => self.scopes[home.index()].location,
            };
            let (region, cure) = match self.scopes[home.index()].kind {
                ScopeKind::Map => {
                    ("the closure of a `.map(…)`", "make it the value of the closure")
                }
                _ => ("an arm of an `if`", "make it the value of the `if`"),
            };
            return Err(format!(
                "this promise was made at {made} inside {region} and is used at {place} outside it: {cure}"
            ));
        }
        if let Origin::Node { node, .. } = handle.origin {
            self.use_as_values(NodeId(node), place)?;
        }
        Ok(Some(Reference { source, output: handle.output, path: handle.path }))
    }

    pub(super) fn encloses(&self, outer: ScopeId, inner: ScopeId) -> bool {
        let mut scope = Some(inner);
        while let Some(current) = scope {
            if current == outer {
                return true;
            }
            scope = self.scopes[current.index()].parent;
        }
        false
    }

    pub(super) fn enter(&mut self, kind: ScopeKind, owner: NodeId, place: Place) -> ScopeId {
        let id = ScopeId(index(self.scopes.len()));
        self.scopes.push(Scope {
            kind,
            parent: Some(self.scope),
            owner: Some(owner),
            nodes: Vec::new(),
            results: Vec::new(),
            location: place,
        });
        self.scope = id;
        id
    }

    /// Binds the results of the current scope and goes back to the scope around it.
    pub(super) fn leave(&mut self, results: Vec<Argument>, place: Place) {
        let bound = results
            .into_iter()
            .map(|result| {
                self.bind(result, place).unwrap_or_else(|fault| {
                    self.fault(format!("{place}: the value of this arm: {fault}"));
                    Binding::Literal(Bytes::new())
                })
            })
            .collect();
        let scope = &mut self.scopes[self.scope.index()];
        scope.results = bound;
        self.scope = scope.parent.unwrap_or(ScopeId::ROOT);
    }

    /// Adds a branch and enters its first arm.
    pub(in crate::graph) fn begin_branch(&mut self, condition: Condition, place: Place) -> NodeId {
        let branch = Branch {
            condition,
            then: ScopeId::ROOT,
            otherwise: ScopeId::ROOT,
            outputs: Vec::new(),
        };
        let node = self.push(NodeKind::Branch(Box::new(branch)), Vec::new(), place);
        let then = self.enter(ScopeKind::Then, node, place);
        self.branch(node, |branch| branch.then = then);
        node
    }

    /// Ends the first arm and enters the second.
    pub(in crate::graph) fn begin_else(&mut self, node: NodeId, place: Place) {
        if let Some(parent) = self.scopes[self.scope.index()].parent {
            self.scope = parent;
        }
        let otherwise = self.enter(ScopeKind::Else, node, place);
        self.branch(node, |branch| branch.otherwise = otherwise);
    }

    /// Ends the second arm, and sets what both give.
    pub(in crate::graph) fn end_branch(
        &mut self,
        node: NodeId,
        outputs: Vec<Variable>,
        then: Vec<Argument>,
        otherwise: Vec<Argument>,
        place: Place,
    ) -> Handle {
        self.leave(otherwise, place);
        let mut first = ScopeId::ROOT;
        self.branch(node, |branch| {
            branch.outputs = outputs;
            first = branch.then;
        });
        let around = self.scope;
        self.scope = first;
        self.leave(then, place);
        self.scope = around;
        self.node_handle(node)
    }

    pub(super) fn branch(&mut self, node: NodeId, change: impl FnOnce(&mut Branch)) {
        if let NodeKind::Branch(branch) = &mut self.nodes[node.index()].kind {
            change(branch);
        }
    }

    /// The condition's operand for a promise.
    pub(in crate::graph) fn operand(
        &mut self,
        handle: Handle,
        place: Place,
    ) -> Result<Binding, String> {
        self.use_promise(handle, place)
    }
}
