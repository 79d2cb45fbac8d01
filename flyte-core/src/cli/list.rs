//! `list`: all tasks and workflows.

use anstyle::{AnsiColor, Style};
use flyte_types::schema::describe;
use serde_json::{Map, Value, json};

use super::errors::Failure;
use super::terminal::Stream;
use super::{App, flags, pipe, value};
use crate::graph::Entity;
use crate::registry::Broken;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const BROKEN: Style = AnsiColor::Red.on_default();

/// Lists them, for people or for scripts.
pub(super) fn list(app: &App, json: bool) -> Result<(), Failure> {
    app.check()?;
    if json {
        let broken = app.registry.broken();
        let all = app.registry.entries().iter().map(|entity| {
            let mut entry = as_json(*entity);
            if let Some(broken) = of(&broken, entity) {
                entry["error"] = broken.error.to_string().into();
            }
            entry
        });
        let all: Vec<Value> = all.collect();
        return pipe::line(&Stream::Out.shown(&format!("{:#}", Value::Array(all))));
    }
    pipe::text(&text(app, Stream::Out))
}

/// One of them, as `list --output json` has it but for `error`, which is there when a workflow can't be built.
pub(super) fn one(entity: Entity) -> Result<(), Failure> {
    pipe::line(&Stream::Out.shown(&format!("{:#}", as_json(entity))))
}

/// Workflows and tasks with what they are about, and the crates that they stand in.
pub(super) fn text(app: &App, stream: Stream) -> String {
    let (bold, dim, red) = (stream.style(BOLD), stream.style(DIM), stream.style(BROKEN));
    let entries = app.registry.entries();
    let broken = app.registry.broken();
    let width = entries.iter().map(|entity| entity.name().chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (title, workflows) in [("Workflows", true), ("Tasks", false)] {
        let group: Vec<_> = entries
            .iter()
            .filter(|entity| matches!(entity, Entity::Workflow(_)) == workflows)
            .collect();
        if group.is_empty() {
            continue;
        }
        text.push_str(&format!("{bold}{title}{bold:#}\n"));
        for entity in group {
            let about = entity.spec().docs.trim().lines().next().unwrap_or_default();
            let main = match entity {
                Entity::Workflow(workflow) if workflow.main => " (main)",
                _ => "",
            };
            let line = format!("  {:width$}  {about}{main}", entity.name());
            text.push_str(line.trim_end());
            text.push('\n');
            if let Some(broken) = of(&broken, entity) {
                let mut lines = broken.error.to_string();
                lines.insert_str(0, "can't run: ");
                for line in lines.lines() {
                    text.push_str(&format!("    {red}{line}{red:#}\n"));
                }
            }
        }
        text.push('\n');
    }
    let crates: Vec<_> = app
        .registry
        .crates()
        .into_iter()
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    text.push_str(&format!("{dim}found in: {}{dim:#}\n", crates.join(", ")));
    text.push_str(&format!("{dim}a crate is missing here? `use my_tasks as _;` links it{dim:#}\n"));
    text
}

/// What is wrong with an entry.
fn of<'a>(broken: &'a [Broken], entity: &Entity) -> Option<&'a Broken> {
    match entity {
        Entity::Workflow(workflow) => {
            broken.iter().find(|broken| std::ptr::eq(broken.workflow, *workflow))
        }
        Entity::Task(_) => None,
    }
}

fn as_json(entity: Entity) -> Value {
    let kind = match entity {
        Entity::Task(_) => "task",
        Entity::Workflow(_) => "workflow",
    };
    let mut inputs = Map::new();
    for (flag, (spec, variable)) in
        flags::of(entity).iter().zip(entity.spec().inputs.iter().zip(entity.inputs()))
    {
        let mut input = json!({
            "type": describe(&variable.ty),
            "description": spec.docs.trim(),
            "required": flag.is_required(),
        });
        let default =
            spec.default.and_then(|default| value::to_json(&default().ok()?, &variable.ty).ok());
        if let Some(default) = default {
            input["default"] = default;
        }
        inputs.insert(spec.name.to_owned(), input);
    }
    let outputs: Map<String, Value> = entity
        .outputs()
        .iter()
        .map(|variable| {
            let output = json!({
                "type": describe(&variable.ty),
                "description": variable.description,
            });
            (variable.name.to_string(), output)
        })
        .collect();
    json!({
        "kind": kind,
        "name": entity.name(),
        "description": entity.spec().docs.trim(),
        "inputs": inputs,
        "outputs": outputs,
    })
}
