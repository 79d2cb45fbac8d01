//! `run`: one run of a task or workflow, from the runtime to the exit code.

use std::env::VarError;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clap::ArgMatches;
use tokio::runtime::{Builder, Runtime};

use super::errors::Failure;
use super::progress::{FailedNode, Progress};
use super::signals::Watch;
use super::{panics, print};
use crate::engine::Cancel;
use crate::graph::Entity;
use crate::local::{self, Cache, Failed, Finished, Local, Supervision};
use crate::picture;
use crate::storage::{RawPrefix, settle};

/// Where run folders are made when nothing else is said.
const RUN_DIR: &str = ".flyte/runs";

/// How long uploads that nobody finished may take to be called off.
const SETTLING: Duration = Duration::from_secs(2);

/// How a run is to go.
#[derive(Debug, Default)]
pub(super) struct Options {
    json: bool,
    run_dir: Option<PathBuf>,
    no_cache: bool,
    parallel: Option<usize>,
    raw_output_prefix: Option<RawPrefix>,
}

impl Options {
    /// The options after the name, or else before it.
    pub(super) fn read(inner: &ArgMatches, outer: &ArgMatches) -> Result<Options, Failure> {
        let text = |name: &str| {
            inner.get_one::<String>(name).or_else(|| outer.get_one(name)).map(String::as_str)
        };
        let parallel = inner.get_one::<u32>("parallel").or_else(|| outer.get_one("parallel"));
        let prefix = match text("raw-output-prefix") {
            Some(prefix) => raw_prefix("--raw-output-prefix", prefix)?,
            None => match variable("FLYTE_RAW_OUTPUT_PREFIX")? {
                Some(prefix) => raw_prefix("FLYTE_RAW_OUTPUT_PREFIX", &prefix)?,
                None => None,
            },
        };
        Ok(Options {
            json: text("output") == Some("json"),
            run_dir: match text("run-dir") {
                Some(folder) => Some(run_dir("--run-dir", folder)?),
                None => match variable("FLYTE_RUN_DIR")? {
                    Some(folder) => Some(run_dir("FLYTE_RUN_DIR", &folder)?),
                    None => None,
                },
            },
            no_cache: inner.get_flag("no-cache") || outer.get_flag("no-cache"),
            parallel: parallel.map(|n| *n as usize),
            raw_output_prefix: prefix,
        })
    }

    fn run_dir(&self) -> PathBuf {
        self.run_dir.clone().unwrap_or_else(|| RUN_DIR.into())
    }

    fn local(&self) -> Local {
        let mut local = Local::new().run_dir(self.run_dir());
        if let Some(n) = self.parallel {
            local = local.parallel(n);
        }
        if let Some(prefix) = &self.raw_output_prefix {
            local = local.raw_output_prefix(prefix.clone());
        }
        match Cache::standard() {
            Some(cache) if !self.no_cache => local.cache(cache),
            _ => local,
        }
    }
}

/// Runs it, prints what it gave, and says where the run folder is.
pub(super) fn run(entity: Entity, inputs: Vec<Bytes>, options: &Options) -> Result<(), Failure> {
    if let Some(unclear) = Cache::unclear_variable().filter(|_| !options.no_cache) {
        return Err(Failure::usage(unclear));
    }
    // What is wrong with the graph is known before anything runs.
    if let Entity::Workflow(workflow) = entity {
        workflow.graph().map_err(|error| error.in_task(entity.name()))?;
    }
    check_threads()?;
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::system(format!("can't start the runtime: {error}")))?;
    let progress = Progress::start();
    let run = || drive(&runtime, entity, inputs, options, &progress);
    let ended = panics::reported(false, run);
    progress.stop();
    // A synchronous task can't be stopped; nobody waits for it.
    runtime.shutdown_background();
    let (folder, outcome) = match ended {
        Ended::Finished(finished) => (finished.run.clone(), Ok(finished)),
        Ended::Failed(failed) => (failed.run, Err(Failure::from(failed.error))),
        Ended::Aborted(failed, code) => (failed.run, Err(Failure::aborted(code))),
        Ended::Broken(failure) => (None, Err(failure)),
    };
    let outcome = outcome.map_err(|failure: Failure| {
        failure.of_run(failed_node(entity, &progress), folder.as_deref())
    });
    let picture = folder.as_deref().and_then(|folder| draw(entity, folder));
    let outcome = outcome.and_then(|mut finished| {
        finished.blocking_fetch(None)?;
        print::finished(entity, &finished, options.json)
    });
    print::folder(folder.as_deref(), picture.as_deref());
    settle(SETTLING);
    outcome
}

/// Where the run failed. The node of a task that runs alone stands nowhere: its function does.
fn failed_node(entity: Entity, progress: &Progress) -> Option<FailedNode> {
    let mut node = progress.failed_node()?;
    if let Entity::Task(task) = entity {
        node.source = task.spec.location.to_string();
    }
    Some(node)
}

/// A variable of the environment; an empty one counts as not set.
fn variable(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(value)) => {
            Err(Failure::usage(format!("{name}: {value:?} is not UTF-8")))
        }
    }
}

/// The runtime reads how many threads it is to have, and panics where that means nothing.
fn check_threads() -> Result<(), Failure> {
    const THREADS: &str = "TOKIO_WORKER_THREADS";
    let Some(said) = std::env::var_os(THREADS) else { return Ok(()) };
    match said.to_str().map(str::parse::<usize>) {
        Some(Ok(1..)) => Ok(()),
        _ => {
            Err(Failure::usage(format!("{THREADS}: expected a number of threads, found {said:?}")))
        }
    }
}

fn raw_prefix(given_by: &str, prefix: &str) -> Result<Option<RawPrefix>, Failure> {
    RawPrefix::from_argument(prefix)
        .map_err(|error| Failure::usage(format!("{given_by}: {}", error.message())))
}

/// A folder for runs, unless it is one that nobody means.
fn run_dir(given_by: &str, folder: &str) -> Result<PathBuf, Failure> {
    let problem = match folder {
        _ if folder.trim().is_empty() => "an empty path",
        _ if folder == "~" || folder.starts_with("~/") => {
            "`~` is put in by a shell, and only before a word: write $HOME"
        }
        _ if folder.contains("://") => {
            "a run folder lies on this machine; `--raw-output-prefix` takes a URI"
        }
        _ => return Ok(folder.into()),
    };
    Err(Failure::usage(format!("{given_by}: expected a folder, found {folder:?}: {problem}")))
}

enum Ended {
    Finished(Finished),
    Failed(Failed),
    /// By a signal.
    Aborted(Failed, u8),
    /// The engine itself gave up.
    Broken(Failure),
}

/// Runs the graph on the threads of a runtime; this thread waits for it, and looks at the clock.
fn drive(
    runtime: &Runtime,
    entity: Entity,
    inputs: Vec<Bytes>,
    options: &Options,
    progress: &Arc<Progress>,
) -> Ended {
    let cancel = Cancel::new();
    let watch = Watch::start(cancel.clone(), {
        let (progress, json) = (progress.clone(), options.json);
        move |code| give_up(&progress, json, code)
    });
    let watch = match watch {
        Ok(watch) => watch,
        Err(error) => {
            return Ended::Broken(Failure::system(format!("can't listen for signals: {error}")));
        }
    };
    let supervision = Arc::new(Supervision::default());
    let mut local = options.local().observe(progress.clone()).cancel(cancel);
    local.supervision = Some(Arc::clone(&supervision));
    let run = async move { local.run_entity(entity, inputs).await };
    let ended = match supervision.wait(runtime, run) {
        Ok(ended) => ended,
        Err(error) => {
            return Ended::Broken(Failure::system(format!("can't start the runtime: {error}")));
        }
    };
    match (ended, watch.ended()) {
        (Ok(Ok(finished)), _) => Ended::Finished(finished),
        (Ok(Err(failed)), Some(code)) if failed.aborted => Ended::Aborted(failed, code),
        (Ok(Err(failed)), _) => Ended::Failed(failed),
        (Err(error), _) => Ended::Broken(Failure::system(format!("the engine failed: {error}"))),
    }
}

/// The last word of a run that was called off and can't end, because its tasks hold all threads.
fn give_up(progress: &Progress, json: bool, code: u8) {
    let folder = progress.stop();
    if let Some(folder) = &folder {
        // The engine would have done it.
        let _ = local::mark_aborted(folder);
    }
    print::folder(folder.as_deref(), None);
    Failure::aborted(code).of_run(None, folder.as_deref()).report(json);
    settle(SETTLING);
}

/// Leaves a picture of the workflow in its run folder, unless that takes long. A run is no worse for the lack of one.
fn draw(entity: Entity, folder: &Path) -> Option<PathBuf> {
    let Entity::Workflow(workflow) = entity else { return None };
    let picture = picture::svg_if_cheap(workflow.graph().ok()?.as_ref())?;
    local::leave(folder, "graph.svg", picture.as_bytes()).ok()
}
