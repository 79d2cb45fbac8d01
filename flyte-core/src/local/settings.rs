//! `flyte::Local`: how a run is to go.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use flyte_types::Outputs;
use tokio::task::JoinHandle;

use super::attempt::{About, InProcess};
use super::blocked::Polls;
use super::cache::Repairs;
use super::run_folder::RunFolder;
use super::scheduler::{self, End, Settings};
use super::supervised::Supervision;
use super::{Cache, cache, check};
use crate::definition::{InputSpec, TaskDefinition};
use crate::engine::{Cancel, Executor, Observer};
use crate::error::guard::{discard, guard, words};
use crate::error::{Error, Result, text_of};
use crate::graph::{
    Binding, Entity, Graph, Node, NodeId, NodeKind, Path as GraphPath, Promise, Reference, Scope,
    ScopeId, ScopeKind, Source, WorkflowDefinition, detached,
};
use crate::storage::{RawPrefix, Stores, wait};
use crate::value::{self, Context, Depot, Offload};

/// The local engine with its settings. Without any: as parallel as is sensible, no cache, no run folder.
#[derive(Clone, Default)]
pub struct Local {
    pub(crate) parallel: Option<usize>,
    pub(crate) cache: Option<Cache>,
    pub(crate) run_dir: Option<PathBuf>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) cancel: Option<Cancel>,
    pub(crate) executor: Option<Arc<dyn Executor>>,
    pub(crate) raw_output_prefix: Option<RawPrefix>,
    pub(crate) stores: Option<Stores>,
    pub(crate) offload: Option<Offload>,
    /// The run is waited for by a thread that looks at the clock.
    pub(crate) supervision: Option<Arc<Supervision>>,
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local")
            .field("parallel", &self.parallel)
            .field("cache", &self.cache)
            .field("run_dir", &self.run_dir)
            .field("raw_output_prefix", &self.raw_output_prefix)
            .field("offload", &self.offload)
            .finish_non_exhaustive()
    }
}

/// A run that succeeded.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finished {
    /// The outputs in declaration order, each the bytes of a `Literal`. Large ones may be offloaded:
    /// [`Finished::fetch`] brings them.
    pub outputs: Vec<Bytes>,
    /// The run folder, if one was asked for.
    pub run: Option<PathBuf>,
    /// Makes again what the cache gave and is damaged.
    repairs: Option<Arc<Repairs>>,
}

/// A run that failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failed {
    /// Why, with the task and input.
    pub error: Error,
    /// It was called off through a [`Cancel`].
    pub aborted: bool,
    /// The run folder, if one was asked for and could be made.
    pub run: Option<PathBuf>,
}

impl Finished {
    /// Fetches everything that is offloaded in the outputs, from these stores or else those of the process, and puts
    /// it in its place.
    pub async fn fetch(&mut self, stores: Option<Stores>) -> Result<()> {
        let recalled = self.repairs.as_ref().map(|repairs| repairs.recalled());
        let depot = Depot::reading(Context::reading(stores).after(recalled));
        for output in &mut self.outputs {
            if value::has_offloaded(output) {
                let mut filled = depot.fill(output).await;
                if let (Err(_), Some(repairs)) = (&filled, &self.repairs) {
                    let needed = repairs.needed(std::slice::from_ref(output));
                    if !needed.is_empty() {
                        repairs.mend(needed).await.map_err(|error| error.output())?;
                        filled = depot.fill(output).await;
                    }
                }
                *output = filled.map_err(|error| error.output())?;
            }
        }
        Ok(())
    }

    /// [`Finished::fetch`], for code that isn't async.
    pub fn blocking_fetch(&mut self, stores: Option<Stores>) -> Result<()> {
        wait(self.fetch(stores))
    }
}

impl Local {
    /// No cache, no run folder, nobody watching.
    pub fn new() -> Self {
        Local::default()
    }

    /// At most `n` tasks at once, of whatever kind. Without it: 1024 asynchronous ones, and as many synchronous ones as
    /// there are cores, but at least 8. Synchronous tasks have a thread each, so a large `n` is for tasks that mostly
    /// wait.
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

    /// Leaves a folder with every node's inputs and outputs below `path` (`.flyte/runs`), one for each run. None is ever
    /// removed: delete those that nobody needs.
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

    /// Writes the files of tasks below this location, each run under a name of its own:
    /// `s3://bucket/raw`, or a local folder. Without it they stay on this machine: what a task names where it is; what it
    /// creates in the folder of the run; and where the run caches something, or has no folder, in `~/.flyte/rust-data`,
    /// which is for its user alone and from which nothing is ever removed.
    #[must_use]
    pub fn raw_output_prefix(mut self, prefix: RawPrefix) -> Self {
        self.raw_output_prefix = Some(prefix);
        self
    }

    /// Reads and writes files through these stores, not through those that the environment describes.
    #[must_use]
    pub fn stores(mut self, stores: Stores) -> Self {
        self.stores = Some(stores);
        self
    }

    /// When values are stored apart instead of travelling in a message. Without it `_F_L_MIN_SIZE_MB` and
    /// `_F_L_MAX_SIZE_MB` say it, as in a container, or else the platform's limits hold: 10 MiB and 1000 MiB. Such
    /// values are written where files are; without a raw output prefix into the run folder, or else into a temporary
    /// one that goes with the run.
    #[must_use]
    pub fn offload(mut self, limits: Offload) -> Self {
        self.offload = Some(limits);
        self
    }

    /// Where the files of one run go. If nothing was said about it, where those of the task go that it runs in, if it
    /// runs in one.
    fn context(&self, cached: bool) -> Result<Context> {
        if self.raw_output_prefix.is_none() && self.stores.is_none() {
            return Ok(Context::current());
        }
        let (stores, prefix) = (self.stores.clone(), self.raw_output_prefix.as_ref());
        Ok(Context::of_run(stores, prefix)?.hashing(cached))
    }

    /// When values are stored apart.
    fn limits(&self) -> Result<Offload> {
        match self.offload {
            Some(limits) => Ok(limits),
            None => Offload::of_container().map(Option::unwrap_or_default),
        }
    }

    /// Runs the call that a promise stands for, with all that it depends on.
    pub fn run<T: Outputs>(
        &self,
        promise: Promise<T>,
    ) -> impl Future<Output = Result<T>> + Send + 'static {
        // At once, not when polled: a promise is remembered for a while only.
        let graph = guard(|| detached(promise)).flatten();
        let local = self.clone();
        async move {
            let mut finished =
                local.run_graph(graph?, Vec::new()).await.map_err(|failed| failed.error)?;
            let recalled = finished.repairs.as_ref().map(|repairs| repairs.recalled());
            let context = Context::reading(local.stores.clone()).after(recalled);
            let context = context.says_something().then(|| Arc::new(context));
            let read = |outputs: &[Bytes]| {
                let decode = || guard(|| T::decode(outputs).map_err(Error::from)).flatten();
                value::within(context.as_ref(), decode)
            };
            let mut value = read(&finished.outputs);
            if value.is_err() && finished.outputs.iter().any(|output| value::has_offloaded(output))
            {
                finished.fetch(local.stores.clone()).await?;
                value = read(&finished.outputs);
            }
            value.map_err(Error::output)
        }
    }

    /// Runs a graph with these inputs, in its declaration order. An empty `Bytes` is an input that isn't there.
    ///
    /// Must be called on a tokio runtime, of whatever kind. Dropping the future calls the run off.
    ///
    /// The run has the threads of that runtime and no others: while asynchronous tasks that block hold all of them,
    /// nothing else goes on, and a timeout ends an attempt only when a thread is free again. A task that has held a
    /// thread for a second is told in a warning. (`flyte::main` makes a runtime of its own and keeps to timeouts even
    /// then.)
    ///
    /// A synchronous task whose attempt timed out can't be stopped and holds its thread until it ends. There may be 128
    /// of those in a process; then no more synchronous tasks are begun, and each attempt fails with an error that names
    /// the tasks that hold the threads.
    pub async fn run_graph(
        &self,
        graph: Arc<Graph>,
        inputs: Vec<Bytes>,
    ) -> Result<Finished, Failed> {
        let failed = |error| Failed { error, aborted: false, run: None };
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(failed(no_runtime()));
        }
        check::inputs(&graph.inputs, &inputs)
            .map_err(|error| failed(error.in_task(&graph.name)))?;
        if let Some(fault) = self.cache.as_ref().and_then(Cache::fault) {
            return Err(failed(Error::fatal(fault)));
        }
        let is_used = || cache::is_used(&graph, &mut HashSet::new());
        let cached = self.cache.is_some() && guard(is_used).map_err(failed)?;
        let mut context = self.context(cached).map_err(failed)?;
        if hands_over_files(&graph, &mut HashSet::new()) {
            context = context.watching();
        }
        if cached {
            context = context.recalling();
        }
        let limits = self.limits().map_err(failed)?;
        let folder = match self.run_dir.clone() {
            Some(base) => Some(RunFolder::create(base, &graph.name).await.map_err(failed)?),
            None => None,
        };
        let run = folder.as_ref().map(|folder| folder.path().to_owned());
        // what a cache will know of outlives the folder
        if let (Some(run), false) = (&run, cached) {
            context = context.in_folder(run).map_err(failed)?;
        }
        let depot = Depot::of_run(limits, context.clone(), run.as_deref()).map_err(failed)?;
        let recalled = context.recalled();
        let context = context.says_something().then(|| Arc::new(context));
        let polls = Polls::new(self.observer.clone());
        let (parallel, own) = (self.parallel, Arc::clone(&polls));
        let about = || About { context, depot: depot.clone(), parallel, polls: own };
        let executor: Arc<dyn Executor> =
            self.executor.clone().unwrap_or_else(|| Arc::new(InProcess::new(about())));
        let repairs = recalled.clone().filter(|_| cached).map(|recalled| {
            let (executor, observer) = (Arc::clone(&executor), self.observer.clone());
            let stores = self.stores.clone();
            Arc::new(Repairs::new(executor, observer, depot.clone(), stores, recalled))
        });
        let cache = self
            .cache
            .clone()
            .map(|cache| Arc::new(cache.with_stores(self.stores.clone()).noting(recalled)));
        let settings = Settings {
            executor,
            repairs: repairs.clone(),
            is_foreign: self.executor.is_some(),
            workers: tokio::runtime::Handle::current(),
            polls,
            supervision: self.supervision.clone(),
            parallel,
            cache,
            observer: self.observer.clone(),
            folder,
            cancel: self.cancel.clone().unwrap_or_default(),
            depot: depot.clone(),
        };
        let driven = scheduler::run(graph, inputs, settings);
        let end = if self.supervision.is_some() {
            // It goes where its supervisor takes it.
            driven.await
        } else {
            // A task of its own, so that it runs beside the tasks' futures and not on a blocked main thread.
            let mut driver = Driver(tokio::spawn(driven));
            match (&mut driver.0).await {
                Ok(end) => end,
                Err(error) => return Err(Failed { error: collapsed(error), aborted: false, run }),
            }
        };
        let result = match end.result {
            Ok(outputs) => depot.leave(outputs).await,
            failed => failed,
        };
        match result {
            Ok(outputs) => Ok(Finished { outputs, run, repairs }),
            Err(error) => Err(Failed { error, aborted: end.aborted, run }),
        }
    }

    /// Runs a task or workflow with these inputs, in its declaration order.
    pub async fn run_entity(&self, entity: Entity, inputs: Vec<Bytes>) -> Result<Finished, Failed> {
        let graph = match entity {
            Entity::Workflow(workflow) => workflow.graph(),
            Entity::Task(task) => guard(|| Arc::new(around(task))),
        };
        match graph {
            Ok(graph) => self.run_graph(graph, inputs).await,
            Err(error) => {
                Err(Failed { error: error.in_task(entity.name()), aborted: false, run: None })
            }
        }
    }
}

/// Whether any task of a graph, or of the workflows that it calls, may be given or give files.
fn hands_over_files(graph: &Graph, known: &mut HashSet<*const WorkflowDefinition>) -> bool {
    graph.nodes.iter().any(|node| match node.kind {
        NodeKind::Task(task) => {
            let given = |input: &InputSpec| input.references.is_some();
            task.references.is_some() || task.spec.inputs.iter().any(given)
        }
        NodeKind::Workflow(workflow) => {
            let new = known.insert(std::ptr::from_ref(workflow));
            new && workflow.graph().is_ok_and(|graph| hands_over_files(&graph, known))
        }
        NodeKind::Branch(_) | NodeKind::Map(_) => false,
    })
}

/// Stops the run when nobody waits for it any more.
struct Driver(JoinHandle<End>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A task as a graph of one node.
fn around(task: &'static TaskDefinition) -> Graph {
    let location = Location::caller();
    let promise = |source, output: usize| {
        Binding::Promise(Reference { source, output: output as u32, path: GraphPath::WHOLE })
    };
    let (inputs, outputs) = (task.spec.input_variables(), task.spec.output_variables());
    Graph {
        name: task.spec.full_name().into(),
        inputs: inputs.to_vec(),
        outputs: outputs.to_vec(),
        nodes: vec![Node {
            scope: ScopeId::ROOT,
            kind: NodeKind::Task(task),
            inputs: (0..inputs.len()).map(|index| promise(Source::Inputs, index)).collect(),
            after: Vec::new(),
            overrides: None,
            location,
        }],
        scopes: vec![Scope {
            kind: ScopeKind::Workflow,
            parent: None,
            owner: None,
            nodes: vec![NodeId(0)],
            results: (0..outputs.len())
                .map(|index| promise(Source::Node(NodeId(0)), index))
                .collect(),
            location,
        }],
        finish_on_failure: false,
    }
}

fn no_runtime() -> Error {
    Error::system(
        "there is no tokio runtime here: await it in `#[tokio::main] async fn main`, in `#[tokio::test]`, or \
         within `Runtime::block_on`",
    )
    .not_recoverable()
}

/// The scheduler itself ended early.
fn collapsed(error: tokio::task::JoinError) -> Error {
    let what = match error.try_into_panic() {
        Ok(panic) => {
            let message = match words(&*panic) {
                words if words.contains("timers are disabled") => {
                    "timeouts and retries need a runtime with a clock: build it with `enable_time()`"
                        .to_owned()
                }
                words => format!("the engine failed: {}", text_of(&words)),
            };
            discard(panic);
            message
        }
        Err(_) => "the tokio runtime shut down before the run had ended".to_owned(),
    };
    Error::system(what).not_recoverable()
}
