//! Building a graph: one builder per thread while a workflow's function runs on promises.

mod builder;
mod maps;
mod scopes;
mod settings;

use std::cell::RefCell;
use std::panic::Location;
use std::sync::Arc;

use flyte_types::interface::Variable;

pub(super) use self::builder::Builder;
use super::argument::{Argument, Returned};
use super::loose::{self, What};
use super::node::ScopeId;
use super::promise::{Handle, Origin, Promise};
use super::workflow::WorkflowDefinition;
use super::{Graph, With};
use crate::error::Error;
use crate::error::guard::{catch, guard};

/// Where the user wrote something.
type Place = &'static Location<'static>;

thread_local! {
    /// The graph that this thread is building. Set only while one synchronous function runs, so never
    /// across an `.await`.
    static CURRENT: RefCell<Option<Builder>> = const { RefCell::new(None) };
}

/// Runs `action` on the graph being built, or gives `None` when there is none.
pub(in crate::graph) fn current<R>(action: impl FnOnce(&mut Builder) -> R) -> Option<R> {
    CURRENT.with_borrow_mut(|builder| builder.as_mut().map(action))
}

/// The promise of a value that is written down: a constant, or a list or map with promises in it.
#[track_caller]
pub(super) fn value(value: Argument) -> Handle {
    let place = Location::caller();
    let mut value = Some(value);
    let mut take = || value.take().unwrap_or(Argument::Default);
    current(|builder| builder.value(take(), place)).unwrap_or_else(|| match take() {
        Argument::Promise(handle) => handle,
        Argument::Constant(Err(error)) => {
            loose::remember(What::Fault(unwritable(&error, place).into()), place)
        }
        value => loose::remember(What::Value(Arc::new(value)), place),
    })
}

/// The promise of outputs that are written down, each as [`value`].
#[track_caller]
pub(super) fn values(outputs: Vec<Argument>) -> Handle {
    current(|builder| builder.values(outputs)).unwrap_or(Handle::NOTHING)
}

fn unwritable(error: &flyte_types::Error, place: Place) -> String {
    format!("{place}: this constant can't be a literal: {error}")
}

#[track_caller]
pub(super) fn order(later: Handle, first: Handle) {
    let place = Location::caller();
    if current(|builder| builder.order(later, first, place)).is_none()
        && let Origin::Loose { call } = later.origin
    {
        loose::change(call, |settings| settings.after.push(first));
    }
}

#[track_caller]
pub(super) fn with(handle: Handle, with: With) {
    let place = Location::caller();
    let again = with.clone();
    if current(|builder| builder.with(handle, with, place)).is_none()
        && let Origin::Loose { call } = handle.origin
    {
        loose::change(call, |settings| settings.with.get_or_insert_default().merge(again));
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
        return loose::remember(What::Fault(format!("{place}: {MAP_OUTSIDE}").into()), place);
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
pub(super) fn min_success_ratio(handle: Handle, ratio: f64, outputs: Vec<Variable>) -> Handle {
    let place = Location::caller();
    current(|builder| builder.min_success_ratio(handle, ratio, outputs, place)).unwrap_or(handle)
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
    let in_workflow = |error: Error| {
        error
            .context(format!("workflow `{}` ({})", spec.full_name(), spec.location))
            .not_recoverable()
    };
    let interface = || (spec.input_variables().to_vec(), spec.output_variables().to_vec());
    let (inputs, outputs) = guard(interface)
        .map_err(|panic| in_workflow(panic.context("the types of its inputs and outputs")))?;
    let mut builder = Builder::new(spec.full_name().into(), inputs, outputs);
    for input in spec.inputs {
        if let Some(Err(fault)) = input.default_literal() {
            let (place, name) = (&spec.location, input.name);
            builder.fault(format!("{place}: the default of input `{name}` {fault}"));
        }
    }
    let inputs = WorkflowInputs { graph: builder.number };
    let outer = CURRENT.replace(Some(builder));
    let returned = catch(|| function(&inputs));
    let builder = CURRENT.replace(outer);
    let Some(mut builder) = builder else {
        return Err(in_workflow(Error::msg("the graph was taken away while it was built")));
    };
    let Returned { results, place } = match returned {
        Ok(returned) => returned,
        Err(panic) => {
            let message = format!("its function panicked: {}", panic.message());
            return Err(in_workflow(Error::msg(message)));
        }
    };
    builder.scope = ScopeId::ROOT;
    let mut graph = builder.finish(results, place).map_err(in_workflow)?;
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
