//! The walk over everything that is linked in: what is broken.

use super::Registry;
use crate::definition::TaskDefinition;
use crate::error::{Error, guard};
use crate::graph::Entity;

/// A task or workflow that can't be used as it is written.
#[derive(Debug)]
#[non_exhaustive]
pub struct Broken {
    /// The task or workflow.
    pub entity: Entity,
    /// All that is wrong with it, with source lines.
    pub error: Error,
}

impl Registry {
    /// Looks at every entry, and gives those that are broken, sorted by name: workflows whose graph can't be built, tasks
    /// with a default that can't be made. What calls a broken workflow is broken as well, with the same words. Code of the
    /// user's that panics breaks its own entry only.
    pub fn broken(&self) -> Vec<Broken> {
        self.entries().iter().filter_map(|entity| broken(*entity)).collect()
    }
}

/// What is wrong with one entry.
pub(crate) fn broken(entity: Entity) -> Option<Broken> {
    let looked_at = match entity {
        Entity::Workflow(workflow) => workflow.graph().map(drop),
        Entity::Task(task) => check(task),
    };
    looked_at.err().map(|error| Broken { entity, error })
}

/// The types of a task's inputs and outputs, and its defaults.
fn check(task: &'static TaskDefinition) -> Result<(), Error> {
    let spec = &task.spec;
    let interface = || (spec.input_variables(), spec.output_variables());
    guard::guard(interface)
        .map_err(|panic| panic.context("the types of its inputs and outputs"))?;
    let faults = spec.inputs.iter().filter_map(|input| {
        let fault = input.default_literal()?.err()?;
        Some(format!("{}: the default of input `{}` {fault}", spec.location, input.name))
    });
    let faults: Vec<String> = faults.collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::msg(faults.join("\n"))) }
}
