//! The local cache: outputs of tasks with `cache = "…"`, one file each, keyed as the platform does (`key`).
//!
//! Any number of processes may use one folder at once. An entry appears whole or not at all: it is written beside
//! its place, brought to the disk and moved there. Whatever doesn't read as an entry of just this key is no entry
//! and is replaced. What can't be written is a warning, never a wrong result.
//!
//! Files, directories and tables are named in an entry, not kept: a hit counts only as long as all of them are there,
//! those on this machine hold what they held, and the stores say the same of the others (`references`). What is damaged
//! all the same shows when the run reads it, and is made again (`repair`).

mod entry;
mod key;
mod lock;
mod references;
mod repair;
mod sweep;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;

use super::pool;
use crate::definition::TaskDefinition;
use crate::error::guard::guard;
use crate::error::{Error, advice};
use crate::graph::{Graph, NodeKind, WorkflowDefinition};
use crate::storage::Stores;
use crate::value::{Context, Pending, Recalled, Seen};
use entry::Found;
pub(crate) use key::Key;
pub(crate) use repair::Repairs;

/// How long to wait between looks at a lock that somebody else holds.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The pause grows to this.
const LOOK_AT_LEAST: Duration = Duration::from_millis(400);

/// So many entries that can't be used are told, one line each: a map may have thousands.
const TOLD: u32 = 20;

/// A cache in a folder. Any number of processes may use one at once.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: Arc<Path>,
    overwrite: bool,
    /// What is wrong with the variables that said so.
    fault: Option<Arc<str>>,
    /// Where files and directories are looked for, if not where the environment says.
    stores: Option<Stores>,
    /// What it gave to the run.
    recalled: Option<Recalled>,
    /// One warning is enough.
    warned: Arc<AtomicBool>,
    /// How many entries couldn't be used.
    useless: Arc<AtomicU32>,
}

/// What the cache knows.
#[derive(Debug)]
pub(crate) enum Lookup {
    /// The outputs, and what they name that lies elsewhere.
    Hit(Vec<Bytes>, Option<Box<Named>>),
    /// Nothing that can be used, and why not if there was something: this is where the outputs go.
    Miss(Box<Entry>, Option<String>),
    /// Nothing, and nothing can be kept.
    Broken(String),
    /// Somebody computes the same just now, and the task has `serialize`: [`Entry::turn`] waits.
    Busy(Box<Entry>),
    /// The user's code failed that the key needs: a hash or a conversion that panics.
    Failed(Error),
}

/// What the outputs of a hit name.
#[derive(Debug)]
pub(crate) struct Named {
    entry: Box<Entry>,
    /// Files, directories and tables.
    references: Pending,
    /// The uris of values that are offloaded.
    offloaded: Vec<String>,
}

/// The place of outputs to come.
#[derive(Debug)]
pub(crate) struct Entry {
    cache: Cache,
    task: &'static TaskDefinition,
    key: key::Key,
    inputs: Arc<[Bytes]>,
    /// What the inputs name on this machine, as it went into the key.
    seen: Vec<(usize, Vec<Seen>)>,
    /// Others who want the same wait for as long as this is held. The system takes it back from a process
    /// that dies.
    lock: Option<lock::Lock>,
}

/// A home directory that is another one in every folder: the cache would be, too.
fn relative_home() -> Option<String> {
    let home =
        std::env::home_dir().filter(|home| home.is_relative() && !home.as_os_str().is_empty())?;
    Some(format!(
        "HOME: expected an absolute path, found {:?}: the cache of the user's runs lies there",
        home.display().to_string()
    ))
}

impl Cache {
    /// The cache in this folder. It is made when there is something to keep.
    pub fn at(folder: impl AsRef<Path>) -> Self {
        Cache {
            folder: folder.as_ref().into(),
            overwrite: false,
            fault: None,
            stores: None,
            recalled: None,
            warned: Arc::default(),
            useless: Arc::default(),
        }
    }

    /// The user's cache, `~/.flyte/rust-cache`. Nothing when `FLYTE_LOCAL_CACHE_ENABLED` says `false`;
    /// with `FLYTE_LOCAL_CACHE_OVERWRITE=true` what is cached is replaced. A run with this cache fails at once when one
    /// of them is neither yes nor no.
    pub fn standard() -> Option<Cache> {
        let is_set = |name, unset| match variable(name) {
            Some(value) => says(&value).unwrap_or(true),
            None => unset,
        };
        if !is_set("FLYTE_LOCAL_CACHE_ENABLED", true) {
            return None;
        }
        let overwrite = is_set("FLYTE_LOCAL_CACHE_OVERWRITE", false);
        let cache = Cache::at(Cache::standard_folder()?).overwrite(overwrite);
        Some(Cache { fault: Cache::unclear_variable().map(Into::into), ..cache })
    }

    /// What is wrong with the settings that this cache was made from.
    pub(crate) fn fault(&self) -> Option<String> {
        self.fault.as_deref().map(str::to_owned)
    }

    /// What is wrong with the variables that [`Cache::standard`] reads: a word that is neither yes nor no
    /// counts as yes, so a command line says it first.
    pub(crate) fn unclear_variable() -> Option<String> {
        let unclear = |name| {
            let value = variable(name)?;
            says(&value)
                .is_none()
                .then(|| format!("{name}: expected true or false, found {value:?}"))
        };
        ["FLYTE_LOCAL_CACHE_ENABLED", "FLYTE_LOCAL_CACHE_OVERWRITE"]
            .into_iter()
            .find_map(unclear)
            .or_else(relative_home)
    }

    /// `~/.flyte/rust-cache`; nothing when the user has no home.
    pub fn standard_folder() -> Option<PathBuf> {
        Some(std::env::home_dir()?.join(".flyte").join("rust-cache"))
    }

    /// Runs every task and replaces what is cached.
    #[must_use]
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// Looks for files and directories in these stores.
    #[must_use]
    pub(crate) fn with_stores(mut self, stores: Option<Stores>) -> Self {
        self.stores = stores;
        self
    }

    /// Notes what it gives.
    #[must_use]
    pub(crate) fn noting(mut self, recalled: Option<Recalled>) -> Self {
        self.recalled = recalled;
        self
    }

    /// How inputs are read for keys.
    fn context(&self) -> Context {
        Context::reading(self.stores.clone()).after(self.recalled.clone())
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes all entries; gives their number.
    pub fn clear(&self) -> Result<usize, Error> {
        entry::clear(&self.folder).map_err(|(path, error)| {
            let what = format!("can't clear the cache: `{}`", path.display());
            Error::system(error).context(what).not_recoverable()
        })
    }

    /// Whether a task's outputs are kept at all.
    pub(crate) fn serves(task: &'static TaskDefinition) -> bool {
        task.options.cache.is_some() && !task.spec.output_variables().is_empty()
    }

    /// Looks for the outputs of a call. With `serialize` it waits for whoever computes them just now.
    pub(crate) async fn look_up(
        &self,
        task: &'static TaskDefinition,
        inputs: Arc<[Bytes]>,
    ) -> Lookup {
        let stores = self.stores.as_ref();
        let known = async {
            let whole = references::whole(task, Arc::clone(&inputs), &self.context()).await?;
            let seen = references::of_inputs(task, &whole, stores).await?;
            Ok::<_, Error>((whole, seen))
        };
        let (whole, seen) = match known.await {
            Ok(known) => known,
            Err(error) => return self.broken(task, &error.to_string()),
        };
        let cache = self.clone();
        let looked = pool::ask(move || {
            let key = guard(|| key::of(task, &whole, &seen))?;
            Ok(key.map(|key| {
                let found =
                    if cache.overwrite { None } else { entry::read(&cache.folder, &key, task) };
                (Box::new(Entry { cache, task, key, inputs, seen, lock: None }), found)
            }))
        });
        let (entry, found) = match looked.await.map_err(Error::system) {
            Ok(Ok(Ok(looked))) => looked,
            Ok(Err(panic)) => return Lookup::Failed(panic),
            Ok(Ok(Err(error))) | Err(error) => return self.broken(task, &error.to_string()),
        };
        let serialize = task.options.cache.as_ref().is_some_and(|cache| cache.serialize);
        let lookup = match entry.judge(found).await {
            Lookup::Miss(entry, _) if serialize => entry.alone().await,
            lookup => lookup,
        };
        match lookup {
            Lookup::Miss(entry, Some(words)) => Lookup::Miss(entry, self.told(words)),
            lookup => lookup,
        }
    }

    /// The words, as long as there aren't too many.
    fn told(&self, words: String) -> Option<String> {
        match self.useless.fetch_add(1, Ordering::Relaxed) + 1 {
            ..TOLD => Some(words),
            TOLD => Some(format!("{words} (more like this aren't told)")),
            _ => None,
        }
    }

    fn broken(&self, task: &TaskDefinition, why: &str) -> Lookup {
        Lookup::Broken(not_cached(task, why))
    }
}

impl Entry {
    /// Whether what was found can be used.
    async fn judge(self: Box<Self>, found: Option<Found>) -> Lookup {
        let Some(found) = found else { return Lookup::Miss(self, None) };
        match references::verified(self.task, &found, self.cache.stores.as_ref()).await {
            Ok(_) if found.offloaded.is_empty() && self.task.references.is_none() => {
                Lookup::Hit(found.outputs, None)
            }
            Ok(references) => {
                let Found { outputs, offloaded, .. } = found;
                // others may compute the same
                let entry = Box::new(Entry { lock: None, ..*self });
                Lookup::Hit(outputs, Some(Box::new(Named { entry, references, offloaded })))
            }
            Err(problem) => {
                let task = self.task.spec.full_name();
                let words = format!("task `{task}` runs again: {problem}");
                Lookup::Miss(self, Some(words))
            }
        }
    }

    /// Takes the lock that others who want the same wait for, and looks again; busy where somebody else has it.
    async fn alone(mut self: Box<Self>) -> Lookup {
        let (folder, key) = (Arc::clone(&self.cache.folder), self.key);
        match pool::ask(move || lock::take(&folder, &key)).await {
            // Nobody has it: ours until the outputs are stored. Who held it before may have stored them.
            Ok(Ok(Some(lock))) => {
                self.lock = Some(lock);
                if self.cache.overwrite {
                    return Lookup::Miss(self, None);
                }
                let (folder, key, task) = (Arc::clone(&self.cache.folder), self.key, self.task);
                let found = pool::ask(move || entry::read(&folder, &key, task)).await;
                self.judge(found.ok().flatten()).await
            }
            Ok(Ok(None)) => Lookup::Busy(self),
            // Where nothing can be locked nothing can be stored either, and that will be said.
            Ok(Err(_)) | Err(_) => Lookup::Miss(self, None),
        }
    }

    /// Waits until nobody else computes the same, and looks again.
    pub(crate) async fn turn(mut self: Box<Self>) -> Lookup {
        let mut pause = LOOK_AGAIN;
        loop {
            tokio::time::sleep(pause).await;
            self = match self.alone().await {
                Lookup::Busy(entry) => entry,
                lookup => return lookup,
            };
            pause = (pause * 2).min(LOOK_AT_LEAST);
        }
    }

    /// The same place once more.
    fn again(&self) -> Box<Entry> {
        let (cache, inputs, seen) =
            (self.cache.clone(), Arc::clone(&self.inputs), self.seen.clone());
        Box::new(Entry { cache, task: self.task, key: self.key, inputs, seen, lock: None })
    }

    /// Removes what is there.
    fn forget(&self) {
        entry::remove(&self.cache.folder, &self.key);
    }

    /// What all who want the same have in common.
    pub(crate) fn key(&self) -> Key {
        self.key
    }

    /// The process that computes the same, as far as it says so.
    pub(crate) fn holder(&self) -> Option<u32> {
        lock::holder(&self.cache.folder, &self.key)
    }

    /// Keeps the outputs. Words when that is not possible.
    pub(crate) async fn store(self: Box<Self>, outputs: Vec<Bytes>) -> Option<String> {
        let warned = Arc::clone(&self.cache.warned);
        let folder = Arc::clone(&self.cache.folder);
        let found = match self.keepable(outputs).await {
            Ok(found) => found,
            Err(error) => return Some(not_cached(self.task, &error.to_string())),
        };
        let stored =
            pool::ask(move || entry::write(&self.cache.folder, &self.key, self.task, &found));
        let error = match stored.await {
            Ok(Ok(())) => return None,
            Ok(Err(error)) | Err(error) => error,
        };
        let first = !warned.swap(true, Ordering::Relaxed);
        first.then(|| {
            let advice = advice(&error).map(|advice| format!("{advice}, or ")).unwrap_or_default();
            format!(
                "the cache `{}` can't be written ({error}): results are right, but will be computed again; \
                 {advice}run with `--no-cache`",
                folder.display()
            )
        })
    }

    /// The outputs as they are kept, if the inputs are still what the key says.
    async fn keepable(&self, outputs: Vec<Bytes>) -> Result<Found, Error> {
        let stores = self.cache.stores.as_ref();
        if self.seen.iter().any(|(_, seen)| !seen.is_empty()) {
            let context = self.cache.context();
            let whole = references::whole(self.task, Arc::clone(&self.inputs), &context).await?;
            let now = references::of_inputs(self.task, &whole, stores).await?;
            let before = self.seen.iter().flat_map(|(_, seen)| seen);
            let mut pairs = before.zip(now.iter().flat_map(|(_, seen)| seen));
            if let Some((seen, _)) = pairs.find(|(before, now)| before != now) {
                return Err(Error::msg(format!("{} changed while it ran", seen.uri)));
            }
        }
        references::of_outputs(self.task, outputs, stores).await
    }
}

fn not_cached(task: &TaskDefinition, why: &str) -> String {
    format!("task `{}` is not cached: {why}", task.spec.full_name())
}

/// Whether any task of a graph, or of the workflows that it calls, keeps its outputs.
pub(super) fn is_used(graph: &Graph, known: &mut HashSet<*const WorkflowDefinition>) -> bool {
    graph.nodes.iter().any(|node| match node.kind {
        NodeKind::Task(task) => Cache::serves(task),
        NodeKind::Workflow(workflow) => {
            let new = known.insert(std::ptr::from_ref(workflow));
            new && workflow.graph().is_ok_and(|graph| is_used(&graph, known))
        }
        NodeKind::Branch(_) | NodeKind::Map(_) => false,
    })
}

/// A variable that is set to something. What is no text is given as far as it is one, so that it is seen to be wrong.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?.to_string_lossy().into_owned();
    (!value.trim().is_empty()).then_some(value)
}

/// What a switch says: yes, no, or nothing that is known.
fn says(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "y" | "t" => Some(true),
        "false" | "0" | "no" | "off" | "n" | "f" => Some(false),
        _ => None,
    }
}
