//! `show NAME`: the interface of a task or workflow.

use anstyle::Style;
use flyte_types::schema::describe;

use super::errors::Failure;
use super::list::{self, BROKEN};
use super::terminal::Stream;
use super::{App, flags, pipe, value};
use crate::definition::{Resources, TaskOptions};
use crate::error::guard::guard;
use crate::graph::Entity;
use crate::registry::broken;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Shows what it is about, its inputs, outputs and options, and where it stands.
pub(super) fn show(app: &App, entity: Entity) -> Result<(), Failure> {
    let spec = entity.spec();
    let kind = match entity {
        Entity::Task(_) => "task",
        Entity::Workflow(_) => "workflow",
    };
    let (bold, dim) = (Stream::Out.style(BOLD), Stream::Out.style(DIM));
    let mut text = format!(
        "{dim}{kind}{dim:#} {bold}{}{bold:#}\n{dim}at {}{dim:#}\n",
        entity.name(),
        spec.location
    );
    for line in spec.docs.trim().lines() {
        text.push_str(&format!("  {}\n", line.trim_end()).replace("  \n", "\n"));
    }
    if let Some(broken) = broken(entity) {
        let red = Stream::Out.style(BROKEN);
        text.push_str(&format!("\n{red}{}{red:#}\n", list::told(&broken, Stream::Out)));
    }
    let flags = flags::of(entity)?;
    section(&mut text, "Inputs", inputs(&flags));
    let outputs = guard(|| entity.outputs())
        .map_err(|panic| panic.context("the types of its outputs").in_task(entity.name()))?
        .iter();
    let outputs = outputs.map(|variable| {
        (variable.name.to_string(), describe(&variable.ty), variable.description.to_string())
    });
    section(&mut text, "Outputs", outputs.collect());
    match entity {
        Entity::Task(task) => {
            let options = options(&task.options);
            section(&mut text, "Options", options);
        }
        Entity::Workflow(workflow) => {
            let mut rows = Vec::new();
            if workflow.main {
                rows.push((
                    "main".to_owned(),
                    "runs when nothing is named".to_owned(),
                    String::new(),
                ));
            }
            if workflow.finish_on_failure {
                let what = "what can still run is run".to_owned();
                rows.push(("on failure".to_owned(), what, String::new()));
            }
            section(&mut text, "Options", rows);
        }
    }
    text.push_str(&format!("\n{dim}run it:{dim:#} {}\n", run_line(app, entity, &flags)));
    pipe::text(&text)
}

fn inputs(flags: &[flags::Flag]) -> Vec<Row> {
    let dim = Stream::Out.style(DIM);
    let row = |flag: &flags::Flag| {
        let mut words = Vec::new();
        if !flag.docs().is_empty() {
            words.push(flag.docs().replace('\n', " "));
        }
        match flag.default_note() {
            Some(default) => words.push(format!("[{}]", Stream::Out.shown(&default))),
            None if !flag.is_required() => words.push("[optional]".to_owned()),
            None => {}
        }
        let variable = flag.variable();
        if value::needs_json(&variable.ty) {
            words.push(format!("{dim}{}{dim:#}", value::shape(&variable.ty)));
        }
        (variable.name.to_string(), describe(&variable.ty), words.join(" "))
    };
    flags.iter().map(row).collect()
}

type Row = (String, String, String);

fn section(text: &mut String, title: &str, rows: Vec<Row>) {
    if rows.is_empty() {
        return;
    }
    let bold = Stream::Out.style(BOLD);
    let width = |part: fn(&Row) -> &str| rows.iter().map(|row| part(row).chars().count()).max();
    let first = width(|row| &row.0).unwrap_or(0);
    let second = width(|row| &row.1).unwrap_or(0);
    text.push_str(&format!("\n{bold}{title}{bold:#}\n"));
    for (name, ty, words) in &rows {
        let line = format!("  {name:first$}  {ty:second$}  {words}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

fn options(options: &TaskOptions) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut row = |name: &str, value: String| rows.push((name.to_owned(), value, String::new()));
    if let Some(cache) = &options.cache {
        let mut words = format!("version {}", cache.version);
        if cache.serialize {
            words.push_str(", one run computes for all");
        }
        if !cache.ignore.is_empty() {
            words.push_str(&format!(", without {}", cache.ignore.join(", ")));
        }
        row("cache", words);
    }
    if options.retries > 0 {
        row("retries", options.retries.to_string());
    }
    if let Some(timeout) = options.timeout {
        let nanos = i32::try_from(timeout.subsec_nanos()).unwrap_or(0);
        row("timeout", value::span_text(timeout.as_secs().cast_signed(), nanos));
    }
    if let Some(interruptible) = options.interruptible {
        row("interruptible", interruptible.to_string());
    }
    for (name, resources) in [("requests", &options.requests), ("limits", &options.limits)] {
        let words = resource_words(resources);
        if !words.is_empty() {
            row(name, words);
        }
    }
    for (key, value) in options.env {
        row("env", format!("{key}={value}"));
    }
    for secret in options.secrets {
        let group = secret.group.map(|group| format!("{group}/")).unwrap_or_default();
        row("secret", format!("{group}{}", secret.key));
    }
    if let Some(image) = options.container_image {
        row("image", image.to_owned());
    }
    if let Some(deprecated) = options.deprecated {
        row("deprecated", deprecated.to_owned());
    }
    rows
}

fn resource_words(resources: &Resources) -> String {
    let all = [
        ("cpu", resources.cpu),
        ("memory", resources.memory),
        ("gpu", resources.gpu),
        ("ephemeral storage", resources.ephemeral_storage),
    ];
    let words = all.iter().filter_map(|(name, amount)| Some(format!("{name} {}", (*amount)?)));
    words.collect::<Vec<_>>().join(", ")
}

fn run_line(app: &App, entity: Entity, flags: &[flags::Flag]) -> String {
    let mut words = vec![app.program.clone(), "run".to_owned()];
    words.push(app.registry.short_name(entity).to_owned());
    words.extend(flags.iter().filter(|flag| flag.is_required()).map(flags::Flag::usage));
    words.join(" ")
}
