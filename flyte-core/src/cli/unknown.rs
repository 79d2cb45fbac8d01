//! What was meant by a flag or a command that there isn't.

use clap::Command;

use super::flags::{self, Flag};
use super::{App, value};
use crate::graph::Entity;
use crate::registry::closest;

/// Where a flag was looked for.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) app: &'a App,
    /// The task or workflow that is to run.
    pub(super) entity: Option<Entity>,
}

/// Flags of `pyflyte run` that have no like here, and what there is instead.
const ELSEWHERE: [(&[&str], &str); 5] = [
    (&["remote", "r"], "a run is on this machine"),
    (
        &["overwrite-cache"],
        "`--no-cache` runs every task, FLYTE_LOCAL_CACHE_OVERWRITE=true stores anew",
    ),
    (&["inputs-file", "inputs-json"], "inputs from a file: `--inputs FILE.json`"),
    (&["verbose", "v", "debug"], "RUST_LOG=debug shows more"),
    (
        &[
            "project",
            "p",
            "domain",
            "d",
            "service-account",
            "copy",
            "copy-all",
            "image",
            "wait",
            "envvars",
            "destination-dir",
            "tags",
            "labels",
            "annotations",
            "cluster-pool",
            "dump-snippet",
            "limit",
        ],
        "that is about a cluster, and a run is on this machine",
    ),
];

impl Place<'_> {
    /// What follows on `unknown flag`, if there is anything to say. `name` is without the dashes in front.
    pub(super) fn flag(self, name: &str, command: &Command) -> Option<String> {
        let name = name.replace('_', "-");
        let (head, tail) = name.split_once('.').unwrap_or((&name, ""));
        let of_entity = self.entity.and_then(|entity| flags::of(entity).ok()).unwrap_or_default();
        let known = command.get_arguments().filter_map(clap::Arg::get_long);
        let close = closest(head, known, |known| known).first().copied();
        let flag = close.and_then(|close| of_entity.iter().find(|flag| flag.long() == close));
        if let Some(field) = flag.and_then(|flag| field(flag, tail)) {
            return Some(field);
        }
        if close.is_some_and(|close| is_slip(head, close)) {
            return close.map(did_you_mean);
        }
        if matches!(head, "json" | "text")
            && command.get_arguments().any(|known| known.get_id() == "output")
        {
            return Some(format!("; did you mean `--output {head}`?"));
        }
        let mut inner = command.get_subcommands();
        let has =
            |inner: &&Command| inner.get_arguments().any(|known| known.get_long() == Some(&name));
        if let Some(inner) = inner.find(has) {
            return Some(format!(
                "; it stands after a command, as in `{} --{name} …`",
                inner.get_name()
            ));
        }
        self.owner(&name, &of_entity)
            .or_else(|| elsewhere(head))
            .or_else(|| close.map(did_you_mean))
    }

    /// The struct that has such a field, or the task or workflow that has such an input.
    fn owner(self, name: &str, flags: &[Flag]) -> Option<String> {
        let with_field = |flag: &Flag| {
            let fields = value::fields(&flag.variable().ty);
            let found = fields.into_iter().find(|field| field.replace('_', "-") == name)?;
            Some(format!("; it is a field of another flag: `--{} '{{{found:?}: …}}'`", flag.long()))
        };
        flags.iter().find_map(with_field).or_else(|| {
            let entries = self.app.registry.entries().iter();
            let mut others = entries.filter(|entity| {
                let flags = flags::of(**entity).unwrap_or_default();
                flags.iter().any(|flag| flag.long() == name)
            });
            let other = self.app.registry.short_name(*others.next()?);
            Some(match self.entity {
                Some(_) => format!("; `{other}` has such an input"),
                None => format!(
                    "; flags of a task or workflow stand after its name: `run {other} --{name} …`"
                ),
            })
        })
    }

    /// What follows on a word that is no flag and stands where one does.
    pub(super) fn word(self, word: &str, command: &Command) -> Option<String> {
        let (name, value) = word.split_once('=').unwrap_or((word, "…"));
        let name = name.trim_start_matches('-').replace('_', "-");
        let mut known = command.get_arguments().filter_map(clap::Arg::get_long);
        known
            .find(|known| *known == name)
            .map(|known| format!("; did you mean `--{known} {value}`?"))
    }
}

/// `--model.lr 3`, where `--model` is a struct.
fn field(flag: &Flag, name: &str) -> Option<String> {
    let fields = value::fields(&flag.variable().ty);
    if name.is_empty() || fields.is_empty() {
        return None;
    }
    let long = flag.long();
    let known = fields.iter().map(String::as_str);
    Some(match closest(name, known, |known| known).first() {
        Some(field) => format!("; its value is JSON: did you mean `--{long} '{{{field:?}: …}}'`?"),
        None => format!("; the value of `--{long}` is JSON with the fields {}", fields.join(", ")),
    })
}

/// Whether one is the other, mistyped.
fn is_slip(name: &str, known: &str) -> bool {
    let likely = 1 + known.chars().count() / 6;
    strsim::osa_distance(&name.to_lowercase(), known) <= likely
}

fn elsewhere(name: &str) -> Option<String> {
    let (_, instead) = ELSEWHERE.iter().find(|(names, _)| names.contains(&name))?;
    Some(format!("; {instead}"))
}

fn did_you_mean(flag: &str) -> String {
    format!("; did you mean `--{flag}`?")
}

/// What follows on `unknown command`.
pub(super) fn command(name: &str, command: &Command) -> Option<String> {
    let known = command.get_subcommands().map(Command::get_name);
    closest(name, known, |known| known).first().map(|close| format!("; did you mean `{close}`?"))
}
