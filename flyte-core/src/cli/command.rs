//! The commands and their own options.

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::arguments::parse;
use super::errors::Failure;
use super::terminal::Stream;
use super::unknown::Place;
use super::{App, flags, graph, list, pipe, run, show};
use crate::graph::Entity;
use crate::local::Cache;
use crate::picture::Format;

/// Whether a script reads the output. Asked before the arguments are understood, so that what is wrong with them
/// is said in the same form.
pub(super) fn wants_json(args: &[OsString]) -> bool {
    args.windows(2).any(|pair| pair[0] == "--output" && pair[1] == "json")
        || args.iter().any(|arg| arg == "--output=json")
}

/// Does what the arguments say.
pub(super) fn dispatch(app: &App, args: Vec<OsString>) -> Result<(), Failure> {
    let args = spelled_out(app, args)?;
    let first = args[0].to_str().map(str::to_owned);
    let parsed =
        parse(command(app), args, &app.program, Place { app, entity: None }).map_err(|failure| {
            // `app NAME` was meant to be `app run NAME`.
            match first.filter(|first| app.registry.find(first).is_ok()) {
                Some(name) => failure.hint(format!("to run it: {} run {name}", app.program)),
                None => failure,
            }
        });
    let Some(matches) = parsed? else { return Ok(()) };
    match matches.subcommand() {
        Some(("run", matches)) => run_named(app, matches),
        Some(("list", matches)) => list::list(app, is_json(matches)),
        Some(("show", matches)) => {
            let entity = app.find(name(matches))?;
            if is_json(matches) { list::one(entity) } else { show::show(app, entity) }
        }
        Some(("graph", matches)) => {
            let format = matches.get_one::<String>("format").map_or("text", String::as_str);
            graph::graph(app, app.find(name(matches))?, format.parse::<Format>()?)
        }
        Some(("cache", _)) => clear_cache(),
        Some(("completions", matches)) => match matches.get_one::<Shell>("shell") {
            Some(shell) => completions(app, *shell),
            None => Ok(()),
        },
        _ => Err(no_command(app, "say what to do")),
    }
}

fn name(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("name").map_or("", String::as_str)
}

fn is_json(matches: &ArgMatches) -> bool {
    matches.get_one::<String>("output").is_some_and(|output| output == "json")
}

fn command(app: &App) -> Command {
    let name = || {
        Arg::new("name").value_name("NAME").required(true).help(
        "A task or workflow: `crate.module.function`, or the end of that name, if no other ends so",
    )
    };
    let format = Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .value_parser(PossibleValuesParser::new(Format::ALL.map(Format::name)))
        .default_value("text")
        .help("How the picture is written");
    let shell = Arg::new("shell").value_parser(value_parser!(Shell)).required(true);
    let command = Command::new(app.program.clone())
        .about("Runs and shows the tasks and workflows of this program")
        // the program's own is not known here, and what a report of a mistake needs is this one
        .version(concat!("(flyte ", env!("CARGO_PKG_VERSION"), ")"))
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand(run_command(app))
        .subcommand(
            Command::new("list").about("Lists all tasks and workflows").arg(output_option()),
        )
        .subcommand(
            Command::new("show")
                .about("Shows the interface of a task or workflow")
                .arg(name())
                .arg(output_option()),
        )
        .subcommand(
            Command::new("graph").about("Draws the graph of a workflow").arg(name()).arg(format),
        )
        .subcommand(
            Command::new("cache")
                .about("Looks after the local cache")
                .subcommand_required(true)
                .subcommand(Command::new("clear").about("Removes all cached outputs")),
        )
        .subcommand(Command::new("completions").about("Writes completions for a shell").arg(shell));
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help("Shows which Flyte this program was built with");
    explained(command).arg(version)
}

fn explained(command: Command) -> Command {
    command.mut_subcommands(explained).disable_help_flag(true).arg(help())
}

fn run_command(app: &App) -> Command {
    Command::new("run")
        .about("Runs a task or workflow here")
        .override_usage(format!("{} run [OPTIONS] NAME [--FLAG VALUE]…", app.program))
        .after_help(format!(
            "`{0} run NAME --help` shows the flags of a task or workflow, `{0} list` all names.",
            app.program
        ))
        .args(run_options())
        .allow_external_subcommands(true)
}

/// As clap's own, in the words of the other flags.
pub(super) fn help() -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Shows this")
}

pub(super) fn output_option() -> Arg {
    Arg::new("output")
        .long("output")
        .value_name("FORMAT")
        .value_parser(["text", "json"])
        .help("For people, or one JSON value for scripts [default: text]")
}

/// The options of a run itself. An input of such a name gets another flag.
pub(super) fn run_options() -> [Arg; 6] {
    [
        Arg::new("inputs")
            .long("inputs")
            .value_name("FILE.json")
            .help("Takes inputs from a JSON object in a file, or with `-` from standard input; flags come before it"),
        output_option(),
        Arg::new("run-dir")
            .long("run-dir")
            .value_name("FOLDER")
            .help("Where run folders are made [default: $FLYTE_RUN_DIR or .flyte/runs]"),
        Arg::new("no-cache")
            .long("no-cache")
            .action(ArgAction::SetTrue)
            .help("Runs every task, whatever the cache holds"),
        Arg::new("raw-output-prefix")
            .long("raw-output-prefix")
            .alias("raw-output-data-prefix")
            .value_name("URI")
            .help("Where tasks' files are written, such as s3://bucket/raw [default: $FLYTE_RAW_OUTPUT_PREFIX, or on this machine]"),
        Arg::new("parallel")
            .long("parallel")
            .value_name("N")
            .value_parser(value_parser!(u32).range(1..))
            .help("How many tasks may run at once"),
    ]
}

/// The arguments with what may be left out: `help NAME` asks for the help of a command, a task or a workflow; no
/// arguments, or flags alone, are those of the main workflow.
fn spelled_out(app: &App, mut args: Vec<OsString>) -> Result<Vec<OsString>, Failure> {
    const OWN: [&str; 4] = ["-h", "--help", "-V", "--version"];
    let first = args.first().and_then(|first| first.to_str()).map(str::to_owned);
    match first.as_deref() {
        Some("help") => {
            args.remove(0);
            let name = args.first().and_then(|name| name.to_str());
            let commands = command(app);
            if name.is_some_and(|name| {
                commands.find_subcommand(name).is_none() && app.registry.find(name).is_ok()
            }) {
                args.insert(0, "run".into());
            }
            args.push("--help".into());
        }
        None if args.is_empty() => {
            let main = main_workflow(app)?;
            let needed = flags::of(main)?.into_iter().filter(flags::Flag::is_required);
            let needed: Vec<_> = needed.map(|flag| flag.usage()).collect();
            if !needed.is_empty() {
                let what = format!("`{}` needs inputs: {}", main.name(), needed.join(" "));
                return Err(no_command(app, &what));
            }
            args = vec!["run".into(), main.name().into()];
        }
        Some(flag) if flag.starts_with("--") && !OWN.contains(&flag) => {
            if let Ok(main) = only_main_workflow(app) {
                args.splice(..0, ["run".into(), main.name().into()]);
            }
        }
        _ => {}
    }
    Ok(args)
}

/// The workflow that is marked as the main one, or the only one.
fn main_workflow(app: &App) -> Result<Entity, Failure> {
    app.check()?;
    only_main_workflow(app).map_err(|problem| no_command(app, &problem))
}

fn only_main_workflow(app: &App) -> Result<Entity, String> {
    let workflows: Vec<_> = app.registry.workflows().collect();
    let marked: Vec<_> = workflows.iter().filter(|workflow| workflow.main).collect();
    match (marked.as_slice(), workflows.as_slice()) {
        ([one], _) => Ok(Entity::Workflow(one)),
        ([], [one]) => Ok(Entity::Workflow(one)),
        ([], []) => Err("there is no workflow to run".to_owned()),
        ([], _) => Err("say which workflow to run, or mark one `#[workflow(main)]`".to_owned()),
        (several, _) => {
            let names: Vec<_> = several.iter().map(|workflow| workflow.spec.full_name()).collect();
            Err(format!("more than one workflow is marked `main`: {}", names.join(", ")))
        }
    }
}

/// The list goes to standard error too, as an answer to a command that says too little.
fn no_command(app: &App, message: &str) -> Failure {
    super::note(list::text(app, Stream::Err));
    Failure::usage(message)
        .hint(format!("usage: {} run NAME [--FLAG VALUE]…", app.program))
        .hint(format!("`{} --help` shows all commands", app.program))
}

fn run_named(app: &App, outer: &ArgMatches) -> Result<(), Failure> {
    let Some((name, rest)) = outer.subcommand() else {
        app.check()?;
        return Err(no_command(app, "say what to run"));
    };
    let entity = app.find(name)?;
    let args: Vec<OsString> =
        rest.get_many::<OsString>("").into_iter().flatten().cloned().collect();
    let program = format!("{} run {name}", app.program);
    let place = Place { app, entity: Some(entity) };
    let inner = parse(flags::command(app, entity, &program)?, args, &program, place)
        .map_err(|failure| failure.of(entity.name(), None))?;
    let Some(inner) = inner else { return Ok(()) };
    let inputs = flags::inputs(app, entity, Some((&inner, outer)))?;
    run::run(entity, inputs, &run::Options::read(&inner, outer)?)
}

fn clear_cache() -> Result<(), Failure> {
    let Some(cache) = Cache::standard() else {
        return pipe::line("the local cache is switched off");
    };
    let removed = cache.clear()?;
    pipe::line(&format!("removed {removed} cached outputs from {}", cache.folder().display()))
}

/// Completions for every command, and for every entity with its flags.
fn completions(app: &App, shell: Shell) -> Result<(), Failure> {
    let mut run = run_command(app).allow_external_subcommands(false);
    let mut taken = Vec::new();
    for entity in app.registry.entries() {
        let name = app.registry.short_name(*entity);
        if !taken.contains(&name) {
            taken.push(name);
            // What can't say its flags is completed by name alone.
            let flags = flags::command(app, *entity, name).unwrap_or_else(|_| Command::new(name));
            run = run.subcommand(flags.name(name));
        }
    }
    let named = |command: Command| {
        let names = PossibleValuesParser::new(taken.clone());
        command.mut_arg("name", |arg| arg.value_parser(names))
    };
    let mut whole = command(app)
        .mut_subcommand("run", |_| run)
        .mut_subcommand("show", named)
        .mut_subcommand("graph", named);
    pipe::text(&completion_script(shell, &mut whole, &app.program))
}

/// The script for a shell. The one for bash knows a program with a `-` in its name under two names and completes
/// nothing, so it is written for a name without, and registered under the true one.
fn completion_script(shell: Shell, command: &mut Command, program: &str) -> String {
    let written_for = match shell {
        Shell::Bash => program.replace('-', "_"),
        _ => program.to_owned(),
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, command, written_for.clone(), &mut script);
    let script = String::from_utf8_lossy(&script);
    if written_for == program {
        return script.into_owned();
    }
    let registered = |line: &str| match line.strip_suffix(&written_for) {
        Some(rest) if line.trim_start().starts_with("complete -F ") => format!("{rest}{program}\n"),
        _ => format!("{line}\n"),
    };
    script.lines().map(registered).collect()
}
