//! `flyte::Local`: how a run is to go.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use crate::engine::{Cancel, Executor, Observer};
use crate::error::Error;
use crate::graph::{Entity, Graph};
use crate::local::Cache;

/// The local engine with its settings. Without any: as parallel as is sensible, no cache, no run folder.
#[derive(Clone, Default)]
pub struct Local {
    pub(crate) parallel: Option<usize>,
    pub(crate) cache: Option<Cache>,
    pub(crate) run_dir: Option<PathBuf>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) cancel: Option<Cancel>,
    pub(crate) executor: Option<Arc<dyn Executor>>,
}

/// A run that succeeded.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The outputs in declaration order, each the bytes of a `Literal`.
    pub outputs: Vec<Bytes>,
    /// The run folder, if one was asked for.
    pub run: Option<PathBuf>,
}

/// A run that failed.
#[derive(Debug)]
pub struct Failed {
    /// Why, with the task and input.
    pub error: Error,
    /// It was called off through a [`Cancel`].
    pub aborted: bool,
    /// The run folder, if one was asked for and could be made.
    pub run: Option<PathBuf>,
}

impl Local {
    /// No cache, no run folder, nobody watching.
    pub fn new() -> Self {
        Local::default()
    }

    /// At most `n` tasks at once. Without it: 1024 asynchronous ones, and as many synchronous ones as there are
    /// cores, but at least 8.
    #[must_use]
    pub fn parallel(mut self, n: usize) -> Self {
        self.parallel = Some(n.max(1));
        self
    }

    /// Keeps the outputs of tasks with `cache = "…"` there, and takes them from there:
    /// `Local::new().cache(Cache::standard()?)`.
    #[must_use]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// Runs every task, whatever a cache may know.
    #[must_use]
    pub fn no_cache(mut self) -> Self {
        self.cache = None;
        self
    }

    /// Leaves a folder with every node's inputs and outputs below `path` (`.flyte/runs`); the newest 50 are kept.
    #[must_use]
    pub fn run_dir(mut self, path: impl AsRef<Path>) -> Self {
        self.run_dir = Some(path.as_ref().to_owned());
        self
    }

    /// Tells `observer` what happens.
    #[must_use]
    pub fn observe(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// The run ends when `cancel` is pulled.
    #[must_use]
    pub fn cancel(mut self, cancel: Cancel) -> Self {
        self.cancel = Some(cancel);
        self
    }

    /// Carries out calls otherwise than in this process.
    #[must_use]
    pub fn executor(mut self, executor: Arc<dyn Executor>) -> Self {
        self.executor = Some(executor);
        self
    }

    /// Runs a graph with these inputs, in its declaration order. An empty `Bytes` is an input that isn't there.
    pub async fn run_graph(
        &self,
        graph: Arc<Graph>,
        inputs: Vec<Bytes>,
    ) -> Result<Finished, Failed> {
        let _ = (graph, inputs);
        Err(Failed { error: Error::msg("no scheduler yet"), aborted: false, run: None })
    }

    /// Runs a task or workflow with these inputs, in its declaration order.
    pub async fn run_entity(&self, entity: Entity, inputs: Vec<Bytes>) -> Result<Finished, Failed> {
        let _ = (entity, inputs);
        Err(Failed { error: Error::msg("no scheduler yet"), aborted: false, run: None })
    }
}
