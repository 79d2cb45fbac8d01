//! `list`: all tasks and workflows.

use anstyle::{AnsiColor, Style};
use flyte_types::schema::describe;
use serde_json::{Map, Value, json};

use super::errors::Failure;
use super::terminal::Stream;
use super::{App, flags, pipe};
use crate::error::guard::guard;
use crate::error::shortened;
use crate::graph::Entity;
use crate::registry::{Broken, broken};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
pub(super) const BROKEN: Style = AnsiColor::Red.on_default();

/// How much is shown of what is wrong with an entry.
const FAULT: usize = 4096;

/// Lists them, for people or for scripts.
pub(super) fn list(app: &App, json: bool) -> Result<(), Failure> {
    app.check()?;
    if json {
        let broken = app.registry.broken();
        let all = app.registry.entries().iter();
        let all: Vec<Value> = all.map(|entity| as_json(*entity, of(&broken, entity))).collect();
        return pipe::line(&Stream::Out.shown(&format!("{:#}", Value::Array(all))));
    }
    pipe::text(&text(app, Stream::Out))
}

/// One of them, as `list --output json` has it.
pub(super) fn one(entity: Entity) -> Result<(), Failure> {
    let broken = broken(entity);
    pipe::line(&Stream::Out.shown(&format!("{:#}", as_json(entity, broken.as_ref()))))
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
                text.push_str(&format!("    {red}{}{red:#}\n", told(broken, stream)));
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
    broken.iter().find(|broken| std::ptr::eq(broken.entity.spec(), entity.spec()))
}

/// `can't run: …`, in one line.
pub(super) fn told(broken: &Broken, stream: Stream) -> String {
    let how = match broken.entity {
        Entity::Workflow(_) => "can't run",
        Entity::Task(_) => "broken",
    };
    let message = broken.error.to_string();
    format!("{how}: {}", stream.shown(&shortened(&message, FAULT)))
}

/// An entry; what the user's code doesn't tell, because it panics, is left out.
fn as_json(entity: Entity, broken: Option<&Broken>) -> Value {
    let kind = match entity {
        Entity::Task(_) => "task",
        Entity::Workflow(_) => "workflow",
    };
    let mut inputs = Map::new();
    for flag in flags::of(entity).unwrap_or_default() {
        let mut input = json!({
            "type": describe(&flag.variable().ty),
            "description": flag.docs(),
            "required": flag.is_required(),
        });
        if let Some(default) = flag.default_json() {
            input["default"] = default;
        }
        inputs.insert(flag.variable().name.to_string(), input);
    }
    let outputs = guard(|| entity.outputs()).unwrap_or_default().iter().map(|variable| {
        let output = json!({
            "type": describe(&variable.ty),
            "description": variable.description,
        });
        (variable.name.to_string(), output)
    });
    let mut entry = json!({
        "kind": kind,
        "name": entity.name(),
        "description": entity.spec().docs.trim(),
        "inputs": inputs,
        "outputs": outputs.collect::<Map<_, _>>(),
    });
    if let Some(broken) = broken {
        entry["error"] = broken.error.to_string().into();
    }
    entry
}
