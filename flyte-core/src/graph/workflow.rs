//! A workflow: a specification with a function that builds its graph.

use std::fmt;
use std::sync::{Arc, OnceLock};

use flyte_types::Outputs;
use flyte_types::interface::Variable;

use super::Graph;
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

/// Implemented by the type that `#[workflow]` leaves beside the function.
pub trait Workflow: 'static {
    /// What the workflow gives.
    type Outputs: Outputs;

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
