//! Reading arguments, and saying in one line what is wrong with them.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Command};

use super::errors::Failure;
use super::pipe;
use super::terminal::Stream;
use super::unknown::{self, Place};

/// The arguments, understood; nothing when they asked for help, which is then given.
pub(super) fn parse(
    command: Command,
    args: Vec<OsString>,
    program: &str,
    place: Place<'_>,
) -> Result<Option<ArgMatches>, Failure> {
    let mut command = command.no_binary_name(true).bin_name(program.to_owned());
    match command.try_get_matches_from_mut(&args) {
        Ok(matches) => Ok(Some(matches)),
        Err(error)
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) =>
        {
            let help = error.render();
            pipe::text(&match Stream::Out.is_colored() {
                true => help.ansi().to_string(),
                false => help.to_string(),
            })?;
            Ok(None)
        }
        Err(error) => {
            let words = words(&error, asked(&command, &args), &args, place);
            let hint = format!("`{program} --help` shows what there is");
            Err(Failure::usage(words).hint(hint))
        }
    }
}

fn words(error: &clap::Error, command: &Command, args: &[OsString], place: Place<'_>) -> String {
    let about = context(error, ContextKind::InvalidArg).join(", ");
    // `--output <FORMAT>` is called `--output` where its value is spoken of.
    let flag = about.split(' ').next().unwrap_or_default();
    let found = context(error, ContextKind::InvalidValue).join(" ");
    let known = context(error, ContextKind::ValidValue).join(", ");
    match error.kind() {
        ErrorKind::UnknownArgument if about.starts_with('-') => {
            let meant = meant(&about, command, args, place);
            let written = dashed_value(&about, command, args);
            let value = written.filter(|_| meant.is_none() || !about.starts_with("--"));
            let value = value.map(|written| format!("; as a value write `{written}`"));
            format!(
                "unknown flag `{about}`{}{}",
                meant.unwrap_or_default(),
                value.unwrap_or_default()
            )
        }
        ErrorKind::UnknownArgument => match place.word(&about, command) {
            Some(meant) => format!("unexpected `{about}`{meant}"),
            None => {
                format!("unexpected `{about}`: values are given by flags, as in `--name value`")
            }
        },
        ErrorKind::InvalidSubcommand => {
            let unknown = context(error, ContextKind::InvalidSubcommand).join(" ");
            let meant = unknown::command(&unknown, command).unwrap_or_default();
            format!("unknown command `{unknown}`{meant}")
        }
        ErrorKind::MissingSubcommand => {
            let known = context(error, ContextKind::ValidSubcommand).join(", ");
            format!("a command is missing: {known}")
        }
        ErrorKind::MissingRequiredArgument => format!("{about} is missing"),
        ErrorKind::InvalidValue if found.is_empty() => format!("{about}: the value is missing"),
        ErrorKind::InvalidValue => format!("{flag}: expected one of {known}, found {found:?}"),
        ErrorKind::ValueValidation => {
            let reason = error.source().map(|source| format!(" ({source})")).unwrap_or_default();
            let wanted = about.split_once(' ').map_or("another value", |(_, wanted)| wanted);
            format!("{flag}: expected {wanted}, found {found:?}{reason}")
        }
        ErrorKind::InvalidUtf8 => match args.iter().find(|arg| arg.to_str().is_none()) {
            Some(arg) => format!("the argument {arg:?} is not UTF-8"),
            None => "an argument is not UTF-8".to_owned(),
        },
        ErrorKind::ArgumentConflict => format!("{flag} is given twice"),
        _ => {
            let rendered = error.render().to_string();
            let first = rendered.lines().next().unwrap_or_default();
            first.trim_start_matches("error: ").to_owned()
        }
    }
}

/// The innermost command that the arguments name.
fn asked<'a>(mut command: &'a Command, args: &[OsString]) -> &'a Command {
    for arg in args.iter().filter_map(|arg| arg.to_str()) {
        match command.find_subcommand(arg) {
            Some(inner) => command = inner,
            None if arg.starts_with('-') => {}
            None => break,
        }
    }
    command
}

/// What follows on `unknown flag`.
fn meant(about: &str, command: &Command, args: &[OsString], place: Place<'_>) -> Option<String> {
    let name = about.trim_start_matches('-');
    let is_known = command.get_arguments().any(|known| known.get_long() == Some(name));
    if is_known && args.iter().any(|arg| arg == "--") {
        return Some("; leave out the `--` in front of it".to_owned());
    }
    // clap takes `-lr` for `-l`.
    let mut words = args.iter().filter_map(|arg| arg.to_str());
    let written = words.find(|word| word.starts_with(about) && !about.starts_with("--"));
    let word = written.and_then(|written| place.word(written, command));
    word.or_else(|| place.flag(name, command))
}

/// `--wait=-5s`, where `--wait -5s` was read as a flag `-5`.
fn dashed_value(unknown: &str, command: &Command, args: &[OsString]) -> Option<String> {
    let mut pairs = args.windows(2).filter_map(|pair| Some((pair[0].to_str()?, pair[1].to_str()?)));
    pairs.find_map(|(flag, value)| {
        let name = flag.strip_prefix("--")?;
        let mut known = command.get_arguments().filter(|known| known.get_action().takes_values());
        let is_value =
            value.starts_with(unknown) && known.any(|known| known.get_long() == Some(name));
        is_value.then(|| format!("{flag}={value}"))
    })
}

fn context(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}
