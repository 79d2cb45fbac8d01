//! The flags of a task or workflow, made of its interface.

use bytes::Bytes;
use clap::{Arg, ArgAction, ArgMatches, Command};
use flyte_types::Step;
use flyte_types::interface::Variable;
use serde_json::{Map, Value};

use super::App;
use super::command::{help, run_options};
use super::errors::Failure;
use super::value;
use crate::definition::InputSpec;
use crate::graph::Entity;
use crate::registry::closest;

/// One input as a flag.
pub(super) struct Flag {
    input: &'static InputSpec,
    variable: &'static Variable,
    /// Without the dashes in front.
    long: String,
}

/// The flags of all inputs, in declaration order.
pub(super) fn of(entity: Entity) -> Vec<Flag> {
    let options = run_options();
    let mut taken: Vec<String> = options.iter().map(|option| option.get_id().to_string()).collect();
    taken.push("help".to_owned());
    let specs = entity.spec().inputs.iter().zip(entity.inputs());
    specs
        .map(|(input, variable)| {
            let mut long = input.name.replace('_', "-");
            while taken.contains(&long) {
                long.insert_str(0, "input-");
            }
            taken.push(long.clone());
            Flag { input, variable, long }
        })
        .collect()
}

impl Flag {
    /// Whether a value must be given.
    pub(super) fn is_required(&self) -> bool {
        self.input.default.is_none() && !(self.input.optional)()
    }

    /// `--epochs <INT>`.
    pub(super) fn usage(&self) -> String {
        format!("--{} <{}>", self.long, value::value_name(&self.variable.ty))
    }

    /// The default as a person writes it.
    pub(super) fn default(&self) -> Option<String> {
        let literal = (self.input.default?)().ok()?;
        Some(match value::to_json(&literal, &self.variable.ty).ok()? {
            // Nothing is what an optional input is without a value.
            Value::Null if (self.input.optional)() => return None,
            Value::String(text) if text.is_empty() => "\"\"".to_owned(),
            Value::String(text) => text,
            json => value::one_line(&json),
        })
    }

    fn arg(&self) -> Arg {
        let ty = &self.variable.ty;
        let mut arg = Arg::new(self.id())
            .long(self.long.clone())
            .value_name(value::value_name(ty))
            .help(self.help())
            .help_heading("Inputs")
            .allow_negative_numbers(value::may_be_negative(ty))
            .action(ArgAction::Set);
        if self.long.contains('-') {
            arg = arg.alias(self.long.replace('-', "_"));
        }
        if value::is_switch(ty) {
            arg = arg.num_args(0..=1).default_missing_value("true");
        }
        arg
    }

    fn help(&self) -> String {
        let ty = &self.variable.ty;
        let mut notes = vec![plain_type(self.input.rust_type)];
        match self.default() {
            Some(default) => notes.push(format!("default: {default}")),
            None if (self.input.optional)() => notes.push("optional".to_owned()),
            None => notes.push("required".to_owned()),
        }
        notes.retain(|note| !note.is_empty());
        let mut help = self.input.docs.trim().to_owned();
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
pub(super) fn command(app: &App, entity: Entity, program: &str) -> Command {
    let flags = of(entity);
    let required: Vec<_> =
        flags.iter().filter(|flag| flag.is_required()).map(Flag::usage).collect();
    let usage = [vec![program.to_owned()], required, vec!["[OPTIONS]".to_owned()]].concat();
    let docs = entity.spec().docs.trim();
    let about = if docs.is_empty() { entity.name() } else { docs };
    Command::new(program.to_owned())
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
        .arg(help().help_heading("Options"))
}

/// The inputs in declaration order, checked: from the flags, the file of `--inputs` and the defaults, in this order.
/// Without any arguments, from the defaults.
pub(super) fn inputs(
    app: &App,
    entity: Entity,
    matches: Option<(&ArgMatches, &ArgMatches)>,
) -> Result<Vec<Bytes>, Failure> {
    let flags = of(entity);
    let file = matches.and_then(|(inner, outer)| {
        inner.get_one::<String>("inputs").or_else(|| outer.get_one("inputs"))
    });
    let file = file.map(|path| read_inputs(entity, &flags, path)).transpose()?.unwrap_or_default();
    let mut inputs = Vec::with_capacity(flags.len());
    let mut missing = Vec::new();
    for flag in &flags {
        let given = matches.and_then(|(inner, _)| inner.get_one::<String>(&flag.id()));
        let stated = format!("--{}", flag.long);
        let literal = if let Some(text) = given {
            value::from_text(&flag.variable.ty, text)
                .map_err(|error| flag.wrong(entity, &stated, error))?
        } else if let Some(json) = file.get(flag.input.name) {
            let mut out = Vec::new();
            value::from_json(&flag.variable.ty, json, &mut out).map_err(|error| {
                flag.wrong(entity, &format!("`{}` in --inputs", flag.input.name), error)
            })?;
            out.into()
        } else if let Some(default) = flag.input.default {
            default().map_err(|error| flag.wrong(entity, "the default", error))?
        } else {
            if flag.is_required() {
                missing.push(flag);
            }
            Bytes::new()
        };
        inputs.push(match literal.is_empty() {
            true => literal,
            false => {
                flag.input.accept(&literal).map_err(|error| flag.wrong(entity, &stated, error))?
            }
        });
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

fn read_inputs(entity: Entity, flags: &[Flag], path: &str) -> Result<Map<String, Value>, Failure> {
    let wrong =
        |message: String| Failure::usage(format!("--inputs: {message}")).of(entity.name(), None);
    let path = path.strip_prefix('@').unwrap_or(path);
    let fields =
        value::read_file(path).and_then(value::object).map_err(|error| wrong(error.to_string()))?;
    let mut inputs = Map::new();
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
