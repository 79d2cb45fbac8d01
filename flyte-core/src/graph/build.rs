//! Building a graph: one builder per thread while a workflow's function runs on promises.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use flyte_types::interface::Variable;

use super::argument::{Argument, Returned};
use super::binding::{Binding, Reference, Source};
use super::branch::{Branch, Condition};
use super::loose::{self, What};
use super::node::{MapNode, Node, NodeId, NodeKind, Overrides, Scope, ScopeId, ScopeKind};
use super::promise::{Handle, Origin, Promise};
use super::workflow::{Entity, Workflow, WorkflowDefinition};
use super::{Graph, With, check};
use crate::definition::Task;
use crate::error::Error;

type Place = &'static Location<'static>;

thread_local! {
    /// The graph that this thread is building. Set only while one synchronous function runs, so never
    /// across an `.await`.
    static CURRENT: RefCell<Option<Builder>> = const { RefCell::new(None) };
}

/// Runs `action` on the graph being built, or gives `None` when there is none.
pub(super) fn current<R>(action: impl FnOnce(&mut Builder) -> R) -> Option<R> {
    CURRENT.with_borrow_mut(|builder| builder.as_mut().map(action))
}

/// A graph in the making.
#[derive(Debug)]
pub(super) struct Builder {
    number: u32,
    name: Arc<str>,
    inputs: Vec<Variable>,
    outputs: Vec<Variable>,
    nodes: Vec<Node>,
    scopes: Vec<Scope>,
    constants: Vec<Bytes>,
    /// The scope that new nodes go to.
    scope: ScopeId,
    faults: Vec<String>,
}

/// Calls a task: a node where a graph is being built, a remembered call elsewhere.
#[track_caller]
pub fn call_task<T: Task, const N: usize>(arguments: [Argument; N]) -> Promise<T::Outputs> {
    Promise::from_handle(call(Entity::Task(T::definition()), arguments.into()))
}

/// Calls a workflow.
#[track_caller]
pub fn call_workflow<W: Workflow, const N: usize>(arguments: [Argument; N]) -> Promise<W::Outputs> {
    Promise::from_handle(call(Entity::Workflow(W::definition()), arguments.into()))
}

#[track_caller]
fn call(entity: Entity, arguments: Vec<Argument>) -> Handle {
    let place = Location::caller();
    let mut arguments = Some(arguments);
    current(|builder| builder.call(entity, arguments.take().unwrap_or_default(), place))
        .unwrap_or_else(|| {
            let arguments = arguments.take().unwrap_or_default().into();
            loose::remember(What::Call(entity, arguments), place)
        })
}

#[track_caller]
pub(super) fn constant(literal: flyte_types::Result<Bytes>) -> Handle {
    let place = Location::caller();
    match literal {
        Ok(bytes) => {
            let again = bytes.clone();
            current(|builder| builder.constant(bytes))
                .unwrap_or_else(|| loose::remember(What::Constant(again), place))
        }
        Err(error) => {
            let fault = format!("{place}: this constant can't be a literal: {error}");
            let again = fault.clone();
            current(|builder| builder.fault(fault))
                .unwrap_or_else(|| loose::remember(What::Fault(again), place))
        }
    }
}

#[track_caller]
pub(super) fn order(later: Handle, first: Handle) {
    let place = Location::caller();
    if current(|builder| builder.order(later, first, place)).is_none()
        && let Origin::Loose { call } = later.origin
    {
        loose::change(call, |call| call.after.push(first));
    }
}

#[track_caller]
pub(super) fn with(handle: Handle, with: With) {
    let place = Location::caller();
    let again = with.clone();
    if current(|builder| builder.with(handle, with, place)).is_none()
        && let Origin::Loose { call } = handle.origin
    {
        loose::change(call, |call| call.with = Some(again));
    }
}

const MAP_OUTSIDE: &str =
    "`.map(…)` builds a graph, and there is none here: call it in a `#[workflow]`";

#[track_caller]
pub(super) fn map(
    list: Handle,
    outputs: Vec<Variable>,
    body: impl FnOnce(Handle) -> Handle,
) -> Handle {
    let place = Location::caller();
    let Some((node, scope, element)) = current(|builder| builder.begin_map(list, outputs, place))
    else {
        return loose::remember(What::Fault(format!("{place}: {MAP_OUTSIDE}")), place);
    };
    let result = body(element);
    current(|builder| builder.end_map(node, scope, result, place)).unwrap_or(Handle::NOTHING)
}

#[track_caller]
pub(super) fn concurrency(handle: Handle, limit: u32) {
    let place = Location::caller();
    current(|builder| {
        if limit == 0 {
            builder
                .fault(format!("{place}: `.concurrency(0)` would run nothing: write at least 1"));
        } else if let Some((_, map)) = builder.map_of(handle, "concurrency", place) {
            map.concurrency = Some(limit);
        }
    });
}

#[track_caller]
pub(super) fn min_success_ratio(handle: Handle, ratio: f64, outputs: Vec<Variable>) {
    let place = Location::caller();
    current(|builder| {
        if !(0.0..=1.0).contains(&ratio) {
            builder
                .fault(format!("{place}: a success ratio lies between 0 and 1, {ratio} does not"));
        } else if let Some((_, map)) = builder.map_of(handle, "min_success_ratio", place) {
            map.min_success_ratio = Some(ratio);
            map.outputs = outputs;
        }
    });
}

/// What a workflow's function gets: a promise per input.
#[derive(Debug)]
pub struct WorkflowInputs {
    graph: u32,
}

impl WorkflowInputs {
    /// The promise of the input at `index`.
    pub fn get<T>(&self, index: usize) -> Promise<T> {
        Promise::from_handle(Handle::of(Origin::Input { graph: self.graph }).nth(index))
    }
}

/// Runs a workflow's function on promises, and gives its graph.
#[track_caller]
pub fn build_workflow(
    definition: &'static WorkflowDefinition,
    function: fn(&WorkflowInputs) -> Returned,
) -> Result<Graph, Error> {
    let spec = &definition.spec;
    let mut builder = Builder::new(
        spec.full_name().into(),
        spec.input_variables().to_vec(),
        spec.output_variables().to_vec(),
    );
    for input in spec.inputs {
        if let Some(Err(error)) = input.default.map(|default| default()) {
            builder.fault(format!(
                "{}: the default of input `{}` can't be a literal: {error}",
                spec.location, input.name
            ));
        }
    }
    let inputs = WorkflowInputs { graph: builder.number };
    let outer = CURRENT.replace(Some(builder));
    let returned = catch_unwind(AssertUnwindSafe(|| function(&inputs)));
    let builder = CURRENT.replace(outer);
    let in_workflow = |error: Error| {
        error
            .context(format!("workflow `{}` ({})", spec.full_name(), spec.location))
            .not_recoverable()
    };
    let Some(mut builder) = builder else {
        return Err(in_workflow(Error::msg("the graph was taken away while it was built")));
    };
    let Returned(results) = match returned {
        Ok(returned) => returned,
        Err(panic) => {
            let words = panic
                .downcast_ref::<&str>()
                .map(|words| (*words).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "no message".to_owned());
            return Err(in_workflow(Error::msg(format!("its function panicked: {words}"))));
        }
    };
    builder.scope = ScopeId::ROOT;
    let mut graph = builder.finish(results).map_err(in_workflow)?;
    graph.finish_on_failure = definition.finish_on_failure;
    Ok(graph)
}

/// The outputs that a promise of `count` outputs stands for.
pub(super) fn results_of(whole: Handle, count: usize) -> Vec<Argument> {
    match count {
        1 => vec![Argument::Promise(whole)],
        _ => (0..count).map(|index| Argument::Promise(whole.nth(index))).collect(),
    }
}

impl Builder {
    #[track_caller]
    pub(super) fn new(name: Arc<str>, inputs: Vec<Variable>, outputs: Vec<Variable>) -> Self {
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
            constants: Vec::new(),
            scope: ScopeId::ROOT,
            faults: Vec::new(),
        }
    }

    /// Records what is wrong. What it was stands for nothing from here on, so that one mistake gives
    /// one message.
    pub(super) fn fault(&mut self, fault: String) -> Handle {
        self.faults.push(fault);
        Handle::NOTHING
    }

    pub(super) fn constant(&mut self, bytes: Bytes) -> Handle {
        let index = index(self.constants.len());
        self.constants.push(bytes);
        Handle::of(Origin::Constant { graph: self.number, index })
    }

    fn node_handle(&self, node: NodeId) -> Handle {
        Handle::of(Origin::Node { graph: self.number, node: node.0 })
    }

    /// Where the user wrote it. A task that is itself the closure (`xs.map(square)`) is called by the standard library;
    /// the region that it is called in stands for it.
    fn written(&self, place: Place) -> Place {
        if place.file().contains("library/core/src/") {
            self.scopes[self.scope.index()].location
        } else {
            place
        }
    }

    fn push(&mut self, kind: NodeKind, inputs: Vec<Binding>, location: Place) -> NodeId {
        let id = NodeId(index(self.nodes.len()));
        let scope = self.scope;
        self.nodes.push(Node { scope, kind, inputs, after: Vec::new(), overrides: None, location });
        self.scopes[scope.index()].nodes.push(id);
        id
    }

    pub(super) fn call(
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
    fn bind(&mut self, argument: Argument, place: Place) -> Result<Binding, String> {
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

    /// A promise used in the current scope.
    fn use_promise(&mut self, handle: Handle, place: Place) -> Result<Binding, String> {
        Ok(match self.reference(handle, place)? {
            Some(reference) => Binding::Promise(reference),
            None => match handle.origin {
                Origin::Constant { index, .. } => self.constant_binding(index, handle)?,
                _ => Binding::Literal(Bytes::new()),
            },
        })
    }

    fn constant_binding(&self, index: u32, handle: Handle) -> Result<Binding, String> {
        let whole = &self.constants[index as usize];
        if handle.path.is_whole() {
            return Ok(Binding::Literal(whole.clone()));
        }
        flyte_types::wire::resolve(whole, &handle.path.steps())
            .map(Binding::Literal)
            .map_err(|error| error.to_string())
    }

    /// What a handle refers to from the current scope; `None` for a constant or what has already been
    /// reported.
    fn reference(&self, handle: Handle, place: Place) -> Result<Option<Reference>, String> {
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
            Origin::Node { graph, node } => (graph, Source::Node(NodeId(node))),
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
        Ok(Some(Reference { source, output: handle.output, path: handle.path }))
    }

    fn encloses(&self, outer: ScopeId, inner: ScopeId) -> bool {
        let mut scope = Some(inner);
        while let Some(current) = scope {
            if current == outer {
                return true;
            }
            scope = self.scopes[current.index()].parent;
        }
        false
    }

    fn enter(&mut self, kind: ScopeKind, owner: NodeId, place: Place) -> ScopeId {
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
    fn leave(&mut self, results: Vec<Argument>, place: Place) {
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
    pub(super) fn begin_branch(&mut self, condition: Condition, place: Place) -> NodeId {
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
    pub(super) fn begin_else(&mut self, node: NodeId, place: Place) {
        if let Some(parent) = self.scopes[self.scope.index()].parent {
            self.scope = parent;
        }
        let otherwise = self.enter(ScopeKind::Else, node, place);
        self.branch(node, |branch| branch.otherwise = otherwise);
    }

    /// Ends the second arm, and sets what both give.
    pub(super) fn end_branch(
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

    fn branch(&mut self, node: NodeId, change: impl FnOnce(&mut Branch)) {
        if let NodeKind::Branch(branch) = &mut self.nodes[node.index()].kind {
            change(branch);
        }
    }

    /// The condition's operand for a promise.
    pub(super) fn operand(&mut self, handle: Handle, place: Place) -> Result<Binding, String> {
        self.use_promise(handle, place)
    }

    fn begin_map(
        &mut self,
        list: Handle,
        outputs: Vec<Variable>,
        place: Place,
    ) -> (NodeId, ScopeId, Handle) {
        let list = self.use_promise(list, place).unwrap_or_else(|fault| {
            self.fault(format!("{place}: the list of this map: {fault}"));
            Binding::Literal(Bytes::new())
        });
        let map =
            MapNode { body: ScopeId::ROOT, concurrency: None, min_success_ratio: None, outputs };
        let node = self.push(NodeKind::Map(Box::new(map)), vec![list], place);
        let body = self.enter(ScopeKind::Map, node, place);
        if let NodeKind::Map(map) = &mut self.nodes[node.index()].kind {
            map.body = body;
        }
        let element = Handle::of(Origin::Element { graph: self.number, scope: body.0 });
        (node, body, element)
    }

    fn end_map(&mut self, node: NodeId, body: ScopeId, result: Handle, place: Place) -> Handle {
        self.scope = body;
        self.leave(vec![Argument::Promise(result)], place);
        if let Err(fault) = check::map_body(&self.nodes, &self.scopes, body) {
            self.fault(fault);
        }
        self.node_handle(node)
    }

    fn map_of(
        &mut self,
        handle: Handle,
        method: &str,
        place: Place,
    ) -> Option<(NodeId, &mut MapNode)> {
        let number = self.number;
        let node = match handle.origin {
            Origin::Node { graph, node } if graph == number && handle.path.is_whole() => Some(node),
            Origin::Nothing => return None,
            _ => None,
        };
        let is_map =
            node.is_some_and(|node| matches!(self.nodes[node as usize].kind, NodeKind::Map(_)));
        if !is_map {
            self.fault(format!(
                "{place}: `.{method}(…)` belongs right behind a `.map(…)`: this list is no map's"
            ));
            return None;
        }
        let node = node?;
        match &mut self.nodes[node as usize].kind {
            NodeKind::Map(map) => Some((NodeId(node), map)),
            _ => None,
        }
    }

    /// The node that a promise of `.after` or `.with` stands for.
    fn own_node(&mut self, handle: Handle, method: &str, place: Place) -> Option<NodeId> {
        match handle.origin {
            Origin::Node { graph, node } if graph == self.number => Some(NodeId(node)),
            Origin::Nothing => None,
            Origin::Node { .. } | Origin::Loose { .. } => {
                self.fault(format!("{place}: `.{method}(…)` on a promise of another graph"));
                None
            }
            Origin::Input { .. } | Origin::Element { .. } | Origin::Constant { .. } => {
                self.fault(format!(
                    "{place}: `.{method}(…)` takes the promises of calls; this one is an input, an element or \
                     a constant, which nothing computes"
                ));
                None
            }
        }
    }

    pub(super) fn order(&mut self, later: Handle, first: Handle, place: Place) {
        let Some(later) = self.own_node(later, "after", place) else { return };
        let Some(first) = self.own_node(first, "after", place) else { return };
        let (inner, outer) = (self.nodes[later.index()].scope, self.nodes[first.index()].scope);
        if inner != outer {
            self.fault(format!(
                "{place}: the two calls of this `.after(…)` don't stand in the same arm: Flyte loses an order \
                 across the edge of an `if` or a `.map(…)`; write it on the value of the whole `if`"
            ));
        } else if self.scopes[inner.index()].kind == ScopeKind::Map {
            self.fault(format!(
                "{place}: Flyte has no order without data inside a `.map(…)`: pass a value, or order the maps"
            ));
        } else if later == first {
            self.fault(format!("{place}: a call can't come after itself"));
        } else if !self.nodes[later.index()].after.contains(&first) {
            self.nodes[later.index()].after.push(first);
        }
    }

    pub(super) fn with(&mut self, handle: Handle, with: With, place: Place) {
        let Some(node) = self.own_node(handle, "with", place) else { return };
        let what = match &self.nodes[node.index()].kind {
            NodeKind::Task(_) => None,
            NodeKind::Workflow(_) => Some("the call of a workflow: set it on the calls inside"),
            NodeKind::Branch(_) => Some("an `if`: set it on the calls in its arms"),
            NodeKind::Map(_) => Some("a map: write `.map(|x| task(x).with(…))`"),
        };
        if let Some(what) = what
            && let settings = with.acting()
            && !settings.is_empty()
        {
            let settings = settings.join("`, `");
            self.fault(format!("{place}: `{settings}` would have no effect on {what}"));
            return;
        }
        if let Some((setting, value)) = with.bad_quantity() {
            self.fault(format!(
                "{place}: `{setting}` can't be \"{value}\": write a Kubernetes quantity such as \"500m\", \"2\" or \
                 \"4Gi\""
            ));
            return;
        }
        let overrides: &mut Overrides = self.nodes[node.index()].overrides.get_or_insert_default();
        overrides.merge(with.0);
    }

    /// The graph, when nothing was wrong.
    pub(super) fn finish(mut self, results: Vec<Argument>) -> Result<Graph, Error> {
        let bound = results
            .into_iter()
            .zip(self.outputs.clone())
            .map(|(result, output)| {
                self.bind(result, Location::caller()).unwrap_or_else(|fault| {
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

fn index(length: usize) -> u32 {
    u32::try_from(length).expect("fewer than 2^32 nodes")
}
