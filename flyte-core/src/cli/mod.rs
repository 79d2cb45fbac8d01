//! The command line of the user's own binary: `fn main() -> ExitCode { flyte::main() }`.
//!
//! `command` says what there is and hands on to one file per command: `run`, `list`, `show`, `graph`. The flags
//! of a task or workflow are made of its interface by `flags`, their values read by `value`. Data goes to standard
//! output (`pipe`); progress, logs and errors to standard error.

mod arguments;
mod command;
mod errors;
mod flags;
mod graph;
mod list;
mod logs;
mod panics;
mod pipe;
mod print;
mod progress;
mod run;
mod show;
mod signals;
mod terminal;
mod unknown;
mod value;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use crate::error::guard;
use crate::graph::Entity;
use crate::registry::Registry;
use errors::Failure;

/// The command line over all tasks and workflows of this binary: `run`, `list`, `show`, `graph` and more.
///
/// Without a command it runs the workflow marked `#[workflow(main)]`, or the only workflow, with the flags that are
/// given. The exit code tells usage errors (2), failures of tasks (1) and failures of the system (3) apart;
/// a run that was called off by a signal ends as shells expect (130, 143).
///
/// It starts a runtime of its own, so it must be called from a plain `fn main()`.
#[must_use = "this is the program's exit code: write `fn main() -> ExitCode { flyte::main() }`, without a `;`"]
pub fn main() -> ExitCode {
    let mut args = std::env::args_os();
    let program = args.next().unwrap_or_default();
    let program = Path::new(&program).file_stem().map(|name| name.to_string_lossy().into_owned());
    let app = App {
        program: program.filter(|name| !name.is_empty()).unwrap_or_else(|| "flyte".to_owned()),
        registry: Registry::linked(),
    };
    let args: Vec<_> = args.collect();
    let json = command::wants_json(&args);
    let run = || {
        inside_a_runtime()?;
        if json {
            pipe::keep_for_results()?;
        }
        logs::install();
        command::dispatch(&app, args)
    };
    // Defaults, hashes and types of the user's own run here too, outside of any task.
    panics::install();
    let done = guard::catch(|| panics::reported(true, run))
        .unwrap_or_else(|panic| Err(Failure::panicked(&panic)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report(json);
            ExitCode::from(failure.code())
        }
    }
}

fn inside_a_runtime() -> Result<(), Failure> {
    match tokio::runtime::Handle::try_current() {
        Err(_) => Ok(()),
        Ok(_) => Err(Failure::usage(
            "`flyte::main()` starts a runtime of its own, but was called inside one; \
             write `fn main()` without `#[tokio::main]`",
        )),
    }
}

/// What every command needs.
struct App {
    /// The program's name, for usage lines.
    program: String,
    registry: Registry,
}

impl App {
    /// The task or workflow that a name on the command line stands for.
    fn find(&self, name: &str) -> Result<Entity, Failure> {
        self.check()?;
        self.registry.find(name).map_err(|error| {
            Failure::usage(error).hint(format!("`{} list` shows all of them", self.program))
        })
    }

    /// There is something, and every name stands for one function.
    fn check(&self) -> Result<(), Failure> {
        if self.registry.is_empty() {
            return Err(Failure::usage(crate::registry::NotFound::Empty));
        }
        let duplicates: Vec<_> =
            self.registry.duplicates().iter().map(|duplicate| duplicate.to_string()).collect();
        match duplicates.is_empty() {
            true => Ok(()),
            false => Err(Failure::usage(duplicates.join("; "))
                .hint("rename one, or give it a name of its own: `#[task(name = \"…\")]`")),
        }
    }
}

/// Writes a line to standard error, as it is. An error here is dropped: there is nowhere else to report it.
fn note(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
