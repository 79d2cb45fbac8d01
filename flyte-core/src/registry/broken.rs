//! The walk over all graphs: which workflows can't be built.

use super::Registry;
use crate::error::Error;
use crate::graph::WorkflowDefinition;

/// A workflow whose graph can't be built.
#[derive(Debug)]
#[non_exhaustive]
pub struct Broken {
    /// The workflow.
    pub workflow: &'static WorkflowDefinition,
    /// All that is wrong with it, with source lines.
    pub error: Error,
}

impl Registry {
    /// Builds the graphs of all workflows, each once, and gives those that can't be built, sorted by name. What calls a broken
    /// workflow is broken as well, with the same words.
    pub fn broken(&self) -> Vec<Broken> {
        let built = self.workflows().map(|workflow| (workflow, workflow.graph()));
        built
            .filter_map(|(workflow, graph)| Some(Broken { workflow, error: graph.err()? }))
            .collect()
    }
}
