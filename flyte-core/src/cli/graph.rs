//! `graph NAME`: the picture of a workflow.

use super::errors::Failure;
use super::{App, pipe};
use crate::graph::Entity;
use crate::picture::{self, Format};

/// Draws it on standard output.
pub(super) fn graph(app: &App, entity: Entity, format: Format) -> Result<(), Failure> {
    let Entity::Workflow(workflow) = entity else {
        return Err(Failure::usage(format!(
            "`{}` is a task; only workflows have a graph",
            entity.name()
        ))
        .hint(format!("`{} list` shows the workflows", app.program)));
    };
    let graph = workflow.graph().map_err(|error| error.in_task(entity.name()))?;
    let picture = picture::draw(&graph, format)?;
    let end = if picture.ends_with('\n') { "" } else { "\n" };
    pipe::bytes(format!("{picture}{end}").as_bytes())
}
