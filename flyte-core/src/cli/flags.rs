//! The flags of a task or workflow, made of its interface.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use bytes::Bytes;
use clap::{Arg, ArgAction, ArgMatches, Command};
use flyte_types::Step;
use flyte_types::interface::Variable;
use serde_json::Value;

use super::App;
use super::command::{help, run_options};
use super::errors::Failure;
use super::terminal::visible;
use super::value::{self, Json};
use crate::definition::InputSpec;
use crate::error::guard::{catch, guard};
use crate::error::{Error, shortened};
use crate::graph::Entity;
use crate::registry::closest;

/// How much is shown of what is wrong with a default.
const FAULT: usize = 1024;

/// One input as a flag.
pub(super) struct Flag {
    input: &'static InputSpec,
    variable: &'static Variable,
    /// Without the dashes in front.
    long: String,
    /// Other ways to write it.
    aliases: Vec<String>,
    optional: bool,
    default: OnceCell<Option<Result<Bytes, String>>>,
}

/// The flags of all inputs, in declaration order. The types of inputs are the user's code, which may panic.
pub(super) fn of(entity: Entity) -> Result<Vec<Flag>, Error> {
    let mut taken = vec!["help".to_owned()];
    for option in run_options() {
        taken.push(option.get_id().to_string());
        taken.extend(option.get_all_aliases().into_iter().flatten().map(str::to_owned));
    }
    let flag = |(input, variable): (&'static InputSpec, &'static Variable)| {
        // `_unused` is `--unused`.
        let mut long = input.name.trim_start_matches('_').replace('_', "-");
        while long.is_empty() || taken.contains(&long) {
            long.insert_str(0, if long.is_empty() { "input" } else { "input-" });
        }
        taken.push(long.clone());
        let mut aliases = vec![long.replace('-', "_"), input.name.to_owned()];
        aliases.dedup();
        aliases.retain(|alias| !taken.contains(alias));
        taken.extend_from_slice(&aliases);
        let optional = (input.optional)();
        Flag { input, variable, long, aliases, optional, default: OnceCell::new() }
    };
    let flags = guard(|| entity.spec().inputs.iter().zip(entity.inputs()).map(flag).collect());
    flags.map_err(|panic| panic.context("the types of its inputs").in_task(entity.name()))
}

impl Flag {
    /// Whether a value must be given.
    pub(super) fn is_required(&self) -> bool {
        self.input.default.is_none() && !self.optional
    }

    /// The name and type.
    pub(super) fn variable(&self) -> &'static Variable {
        self.variable
    }

    /// The user's words about it.
    pub(super) fn docs(&self) -> &'static str {
        self.input.docs.trim()
    }

    /// Without the dashes in front.
    pub(super) fn long(&self) -> &str {
        &self.long
    }

    /// `--epochs <INT>`.
    pub(super) fn usage(&self) -> String {
        format!("--{} <{}>", self.long, value::value_name(&self.variable.ty))
    }

    /// The default as a literal, or what is wrong with it.
    fn default_literal(&self) -> Option<Result<&Bytes, &str>> {
        let default = self.default.get_or_init(|| self.input.default_literal()).as_ref()?;
        Some(default.as_ref().map_err(String::as_str))
    }

    /// The default as JSON, where there is one that can be made.
    pub(super) fn default_json(&self) -> Option<Value> {
        value::to_json(self.default_literal()?.ok()?, &self.variable.ty).ok()
    }

    /// What is said of the default: how a person writes it, or what is wrong with it.
    pub(super) fn default_note(&self) -> Option<String> {
        if let Err(fault) = self.default_literal()? {
            return Some(format!("the default {}", shortened(fault, FAULT)));
        }
        let default = match self.default_json()? {
            // Nothing is what an optional input is without a value.
            Value::Null if self.optional => return None,
            Value::String(text) if text.is_empty() => "\"\"".to_owned(),
            Value::String(text) => text,
            json => value::one_line(&json),
        };
        Some(format!("default: {default}"))
    }

    fn arg(&self) -> Arg {
        let ty = &self.variable.ty;
        let mut arg = Arg::new(self.id())
            .long(self.long.clone())
            .aliases(self.aliases.clone())
            .value_name(value::value_name(ty))
            .help(self.help())
            .help_heading("Inputs")
            .allow_negative_numbers(value::may_be_negative(ty))
            .action(ArgAction::Set);
        if value::is_switch(ty) {
            arg = arg.num_args(0..=1).default_missing_value("true");
        }
        arg
    }

    fn help(&self) -> String {
        let ty = &self.variable.ty;
        let mut notes = vec![plain_type(self.input.rust_type)];
        notes.push(match self.default_note() {
            Some(default) => visible(&default).into_owned(),
            None if self.optional => "optional".to_owned(),
            None => "required".to_owned(),
        });
        notes.retain(|note| !note.is_empty());
        let mut help = self.docs().to_owned();
        help.push_str(if help.is_empty() { "" } else { " " });
        help.push_str(&format!("[{}]", notes.join(", ")));
        if value::needs_json(ty) {
            help.push_str(&format!("\nJSON or @file.json: {}", value::shape(ty)));
        }
        help
    }

    fn id(&self) -> String {
        format!("input {}", self.input.name)
    }

    /// What is wrong with a value, in words that name the flag.
    fn wrong(&self, entity: Entity, from: &str, error: flyte_types::Error) -> Failure {
        let error = match error.path().is_empty() {
            true => error.to_string(),
            false => {
                let error = error.at(Step::Field(self.input.name.into()));
                format!("{}: {}", error.path(), error.message())
            }
        };
        Failure::usage(format!("{from}: {error}")).of(entity.name(), Some(self.input.name))
    }

    /// The literal as the input takes it. That runs the user's code: conversions, hashes, drops.
    fn accepted(&self, entity: Entity, from: &str, literal: &[u8]) -> Result<Bytes, Failure> {
        match catch(|| self.input.accept(literal)) {
            Ok(accepted) => accepted.map_err(|error| self.wrong(entity, from, error)),
            Err(panic) => Err(Failure::user(format!("the code that reads it {panic}"))
                .of(entity.name(), Some(self.input.name))),
        }
    }

    fn broken_default(&self, entity: Entity, fault: &str) -> Failure {
        Failure::user(format!("the default {fault}"))
            .of(entity.name(), Some(self.input.name))
            .hint(format!("give it a value: {}", self.usage()))
    }
}

/// The type as written, without the blanks that tokens have between them.
pub(super) fn plain_type(written: &str) -> String {
    let mut plain = String::with_capacity(written.len());
    for word in written.split_whitespace() {
        let joins = |c: char| c.is_alphanumeric() || c == '_';
        if plain.ends_with([',', ';']) || (plain.ends_with(joins) && word.starts_with(joins)) {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
}

/// The command `run NAME` of one task or workflow.
pub(super) fn command(app: &App, entity: Entity, program: &str) -> Result<Command, Error> {
    let flags = of(entity)?;
    let required: Vec<_> =
        flags.iter().filter(|flag| flag.is_required()).map(Flag::usage).collect();
    let usage = [vec![program.to_owned()], required, vec!["[OPTIONS]".to_owned()]].concat();
    let docs = entity.spec().docs.trim();
    let about = if docs.is_empty() { entity.name() } else { docs };
    let command = Command::new(program.to_owned())
        .about(about.to_owned())
        .override_usage(usage.join(" "))
        .after_help(format!(
            "`{} show {}` shows the outputs too.",
            app.program,
            app.registry.short_name(entity)
        ))
        .disable_help_flag(true)
        .args(flags.iter().map(Flag::arg))
        .args(run_options().map(|option| option.help_heading("Options")))
        .arg(help().help_heading("Options"));
    Ok(command)
}

/// The inputs in declaration order, checked: from the flags, the file of `--inputs` and the defaults, in this order.
/// Without any arguments, from the defaults.
pub(super) fn inputs(
    app: &App,
    entity: Entity,
    matches: Option<(&ArgMatches, &ArgMatches)>,
) -> Result<Vec<Bytes>, Failure> {
    let flags = of(entity)?;
    let file = matches.and_then(|(inner, outer)| {
        inner.get_one::<String>("inputs").or_else(|| outer.get_one("inputs"))
    });
    let file = file.map(|path| read_inputs(entity, &flags, path)).transpose()?.unwrap_or_default();
    let mut inputs = Vec::with_capacity(flags.len());
    let mut missing = Vec::new();
    for flag in &flags {
        let given = matches.and_then(|(inner, _)| inner.get_one::<String>(&flag.id()));
        let (from, literal) = if let Some(text) = given {
            (format!("--{}", flag.long), value::from_text(&flag.variable.ty, text))
        } else if let Some(json) = file.get(flag.input.name) {
            let mut out = Vec::new();
            let read = value::from_json(&flag.variable.ty, json, &mut out);
            (format!("`{}` in --inputs", flag.input.name), read.map(|()| out.into()))
        } else if let Some(default) = flag.default_literal() {
            let default = default.map_err(|fault| flag.broken_default(entity, fault))?;
            ("the default".to_owned(), Ok(default.clone()))
        } else {
            if flag.is_required() {
                missing.push(flag);
            }
            inputs.push(Bytes::new());
            continue;
        };
        let literal = literal.map_err(|error| flag.wrong(entity, &from, error))?;
        inputs.push(flag.accepted(entity, &from, &literal)?);
    }
    match missing.first() {
        None => Ok(inputs),
        Some(first) => {
            Err(missing_inputs(app, entity, &missing).of(entity.name(), Some(first.input.name)))
        }
    }
}

fn missing_inputs(app: &App, entity: Entity, missing: &[&Flag]) -> Failure {
    let usages: Vec<_> = missing.iter().map(|flag| flag.usage()).collect();
    let message = match missing {
        [_] => format!("the input {} is missing", usages[0]),
        _ => format!("{} inputs are missing: {}", missing.len(), usages.join(", ")),
    };
    let name = app.registry.short_name(entity);
    Failure::usage(message).hint(format!("`{} run {name} --help` shows what they are", app.program))
}

fn read_inputs(
    entity: Entity,
    flags: &[Flag],
    path: &str,
) -> Result<BTreeMap<String, Json>, Failure> {
    let wrong =
        |message: String| Failure::usage(format!("--inputs: {message}")).of(entity.name(), None);
    let path = path.strip_prefix('@').unwrap_or(path);
    let fields =
        value::read_file(path).and_then(value::object).map_err(|error| wrong(error.to_string()))?;
    let mut inputs = BTreeMap::new();
    for (key, json) in fields {
        let name = key.replace('-', "_");
        if !flags.iter().any(|flag| flag.input.name == name) {
            let known = flags.iter().map(|flag| flag.input.name);
            let hint = match closest(&name, known.clone(), |known| known).first() {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("the inputs are {}", known.collect::<Vec<_>>().join(", ")),
            };
            return Err(wrong(format!("`{}` has no input `{key}`; {hint}", entity.name())));
        }
        if inputs.insert(name, json).is_some() {
            return Err(wrong(format!("the input `{key}` is given twice, with `-` and with `_`")));
        }
    }
    Ok(inputs)
}
