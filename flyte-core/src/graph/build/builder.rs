//! A graph in the making: nodes, constants and what is wrong with them.

use std::collections::HashMap;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use flyte_types::interface::Variable;

use super::super::argument::Argument;
use super::super::binding::Binding;
use super::super::node::{Node, NodeId, NodeKind, Scope, ScopeId, ScopeKind};
use super::super::promise::{Handle, Origin};
use super::super::workflow::Entity;
use super::super::{Graph, check};
use super::Place;
use super::maps::MapList;
use crate::error::Error;

/// A graph in the making.
#[derive(Debug)]
pub(in crate::graph) struct Builder {
    pub(super) number: u32,
    name: Arc<str>,
    inputs: Vec<Variable>,
    outputs: Vec<Variable>,
    pub(super) nodes: Vec<Node>,
    pub(super) scopes: Vec<Scope>,
    /// Values that are written down in the workflow, each as the outputs of a call.
    pub(super) values: Vec<Arc<[Argument]>>,
    /// As what the results of maps are used.
    pub(super) lists: HashMap<NodeId, MapList>,
    /// The scope that new nodes go to.
    pub(super) scope: ScopeId,
    faults: Vec<String>,
}

impl Builder {
    #[track_caller]
    pub(in crate::graph) fn new(
        name: Arc<str>,
        inputs: Vec<Variable>,
        outputs: Vec<Variable>,
    ) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let root = Scope {
            kind: ScopeKind::Workflow,
            parent: None,
            owner: None,
            nodes: Vec::new(),
            results: Vec::new(),
            location: Location::caller(),
        };
        Builder {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            name,
            inputs,
            outputs,
            nodes: Vec::new(),
            scopes: vec![root],
            values: Vec::new(),
            lists: HashMap::new(),
            scope: ScopeId::ROOT,
            faults: Vec::new(),
        }
    }

    /// Records what is wrong. What it was stands for nothing from here on, so that one mistake gives
    /// one message.
    pub(in crate::graph) fn fault(&mut self, fault: String) -> Handle {
        self.faults.push(fault);
        Handle::NOTHING
    }

    /// The promise of a value that is written down. What is in it is bound where it is used.
    pub(in crate::graph) fn value(&mut self, value: Argument, place: Place) -> Handle {
        match value {
            Argument::Promise(handle) => handle,
            Argument::Constant(Err(error)) => self.fault(super::unwritable(&error, place)),
            value => self.values([value]),
        }
    }

    /// The promise of several outputs that are written down.
    pub(in crate::graph) fn values(&mut self, outputs: impl Into<Arc<[Argument]>>) -> Handle {
        let index = index(self.values.len());
        self.values.push(outputs.into());
        Handle::of(Origin::Constant { graph: self.number, index })
    }

    pub(super) fn node_handle(&self, node: NodeId) -> Handle {
        Handle::of(Origin::Node { graph: self.number, node: node.0 })
    }

    /// Where the user wrote it. A task that is itself the closure (`xs.map(square)`) is called by the standard library;
    /// the region that it is called in stands for it.
    pub(super) fn written(&self, place: Place) -> Place {
        if place.file().contains("library/core/src/") {
            self.scopes[self.scope.index()].location
        } else {
            place
        }
    }

    pub(super) fn push(&mut self, kind: NodeKind, inputs: Vec<Binding>, location: Place) -> NodeId {
        let id = NodeId(index(self.nodes.len()));
        let scope = self.scope;
        self.nodes.push(Node { scope, kind, inputs, after: Vec::new(), overrides: None, location });
        self.scopes[scope.index()].nodes.push(id);
        id
    }

    pub(in crate::graph) fn call(
        &mut self,
        entity: Entity,
        arguments: Vec<Argument>,
        place: Place,
    ) -> Handle {
        let place = self.written(place);
        let specs = entity.spec().inputs;
        let mut inputs = Vec::with_capacity(arguments.len());
        for (argument, spec) in arguments.into_iter().zip(specs) {
            let binding = match argument {
                Argument::Default => match spec.default {
                    Some(default) => {
                        default().map(Binding::Literal).map_err(|error| error.to_string())
                    }
                    None => Err("it has no `#[default(…)]`, so a value must be given".to_owned()),
                },
                argument => self.bind(argument, place),
            };
            inputs.push(binding.unwrap_or_else(|fault| {
                let name = entity.spec().function;
                self.fault(format!("{place}: input `{}` of `{name}`: {fault}", spec.name));
                Binding::Literal(Bytes::new())
            }));
        }
        let kind = match entity {
            Entity::Task(task) => NodeKind::Task(task),
            Entity::Workflow(workflow) => NodeKind::Workflow(workflow),
        };
        let node = self.push(kind, inputs, place);
        self.node_handle(node)
    }

    /// The binding of what was given, or what is wrong with it.
    pub(super) fn bind(&mut self, argument: Argument, place: Place) -> Result<Binding, String> {
        match argument {
            Argument::Constant(Ok(bytes)) => Ok(Binding::Literal(bytes)),
            Argument::Constant(Err(error)) => Err(error.to_string()),
            Argument::Promise(handle) => self.use_promise(handle, place),
            Argument::List(items) => items
                .into_iter()
                .map(|item| self.bind(item, place))
                .collect::<Result<_, _>>()
                .map(Binding::List),
            Argument::Map(items) => items
                .into_iter()
                .map(|(key, item)| Ok((key, self.bind(item, place)?)))
                .collect::<Result<_, String>>()
                .map(Binding::Map),
            Argument::Default => Err("a default has no meaning here".to_owned()),
        }
    }

    /// The graph that ends in these results at `place`, when nothing was wrong.
    pub(in crate::graph) fn finish(
        mut self,
        results: Vec<Argument>,
        place: Place,
    ) -> Result<Graph, Error> {
        let bound = results
            .into_iter()
            .zip(self.outputs.clone())
            .map(|(result, output)| {
                self.bind(result, place).unwrap_or_else(|fault| {
                    self.fault(format!("output `{}`: {fault}", output.name));
                    Binding::Literal(Bytes::new())
                })
            })
            .collect();
        self.scopes[ScopeId::ROOT.index()].results = bound;
        if !self.faults.is_empty() {
            return Err(Error::msg(self.faults.join("\n")).not_recoverable());
        }
        let mut graph = Graph {
            name: self.name,
            inputs: self.inputs,
            outputs: self.outputs,
            nodes: self.nodes,
            scopes: self.scopes,
            finish_on_failure: false,
        };
        check::graph(&mut graph)?;
        Ok(graph)
    }
}

pub(super) fn index(length: usize) -> u32 {
    u32::try_from(length).expect("fewer than 2^32 nodes")
}
