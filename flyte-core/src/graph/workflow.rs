//! A workflow: a specification with a function that builds its graph.

use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, OnceLock};

use flyte_types::interface::Variable;

use super::Graph;
use super::node::NodeKind;
use crate::definition::{Spec, TaskDefinition};
use crate::error::Error;

/// A workflow as the macro writes it.
pub struct WorkflowDefinition {
    /// Name, interface, place.
    pub spec: Spec,
    /// `#[workflow(main)]`: what `flyte::main()` runs when nothing is named.
    pub main: bool,
    /// `#[workflow(on_failure = "finish")]`: go on with what can still run when a node fails.
    pub finish_on_failure: bool,
    /// Runs the user's function on promises.
    pub build: fn() -> Result<Graph, Error>,
    /// The graph, built once.
    pub graph: OnceLock<Result<Arc<Graph>, Arc<Error>>>,
}

impl fmt::Debug for WorkflowDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}

impl WorkflowDefinition {
    /// The graph, built on first use and then the same for everyone.
    ///
    /// # Errors
    ///
    /// All that is wrong with the workflow, with source lines; the same error every time.
    pub fn graph(&'static self) -> Result<Arc<Graph>, Error> {
        if let Some(built) = self.graph.get() {
            return built.clone().map_err(|error| Error::shared(&error));
        }
        let chain = BUILDING.with_borrow(|building| {
            let start = building.iter().position(|other| std::ptr::eq(*other, self))?;
            let names = building[start..].iter().chain([&self]).map(|other| other.spec.full_name());
            Some(names.collect::<Vec<_>>().join(" → "))
        });
        if let Some(chain) = chain {
            return Err(Error::msg(format!(
                "a workflow can't contain itself: {chain}; a task that returns early can repeat, a graph can't"
            ))
            .not_recoverable());
        }
        BUILDING.with_borrow_mut(|building| building.push(self));
        let built = (self.build)().map(Arc::new).map_err(Arc::new);
        BUILDING.with_borrow_mut(|building| building.pop());
        // Two threads may have built it; both graphs are the same, one is kept.
        self.graph.get_or_init(|| built).clone().map_err(|error| Error::shared(&error))
    }
}

thread_local! {
    /// The workflows whose graphs this thread is building, outermost first.
    static BUILDING: RefCell<Vec<&'static WorkflowDefinition>> = const { RefCell::new(Vec::new()) };
}

/// Builds the graphs of all workflows that a graph calls, so that what is wrong in them is known with it.
pub(super) fn build_called(graph: &Graph) -> Result<(), Error> {
    let mut seen: Vec<&'static WorkflowDefinition> = Vec::new();
    for node in &graph.nodes {
        if let NodeKind::Workflow(workflow) = node.kind
            && !seen.iter().any(|other| std::ptr::eq(*other, workflow))
        {
            seen.push(workflow);
            workflow.graph()?;
        }
    }
    Ok(())
}

/// Implemented by the type that `#[workflow]` leaves beside the function.
pub trait Workflow: 'static {
    /// What the workflow gives.
    type Outputs;

    /// The definition.
    fn definition() -> &'static WorkflowDefinition;
}

/// A task or a workflow.
#[derive(Clone, Copy, Debug)]
pub enum Entity {
    /// A task.
    Task(&'static TaskDefinition),
    /// A workflow.
    Workflow(&'static WorkflowDefinition),
}

impl Entity {
    /// What both have in common.
    pub fn spec(&self) -> &'static Spec {
        match self {
            Entity::Task(task) => &task.spec,
            Entity::Workflow(workflow) => &workflow.spec,
        }
    }

    /// The full name, `crate.module.function` or what `name = "…"` says.
    pub fn name(&self) -> &'static str {
        self.spec().full_name()
    }

    /// The input variables, in declaration order.
    pub fn inputs(&self) -> &'static [Variable] {
        self.spec().input_variables()
    }

    /// The output variables, in declaration order.
    pub fn outputs(&self) -> &'static [Variable] {
        self.spec().output_variables()
    }
}
