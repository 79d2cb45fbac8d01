//! The local cache: outputs of tasks with `cache = "…"`, one file each, keyed as the platform does (`key`).
//!
//! Any number of processes may use one folder at once. An entry appears whole or not at all: it is written beside
//! its place, brought to the disk and moved there. Whatever doesn't read as an entry of just this key is no entry
//! and is replaced. What can't be written is a warning, never a wrong result.

mod entry;
mod key;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;

use super::pool;
use crate::definition::TaskDefinition;
use crate::error::Error;

/// How long to wait between looks at a lock that somebody else holds.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A cache in a folder. Any number of processes may use one at once.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: Arc<Path>,
    overwrite: bool,
    /// One warning is enough.
    warned: Arc<AtomicBool>,
}

/// What the cache knows.
#[derive(Debug)]
pub(crate) enum Lookup {
    /// The outputs.
    Hit(Vec<Bytes>),
    /// Nothing: this is where the outputs go.
    Miss(Entry),
    /// Nothing, and nothing can be kept.
    Broken(String),
}

/// The place of outputs to come.
#[derive(Debug)]
pub(crate) struct Entry {
    cache: Cache,
    task: &'static TaskDefinition,
    key: key::Key,
    /// Others who want the same wait for as long as this is held. The system takes it back from a process
    /// that dies.
    _lock: Option<File>,
}

impl Cache {
    /// The cache in this folder. It is made when there is something to keep.
    pub fn at(folder: impl AsRef<Path>) -> Self {
        Cache { folder: folder.as_ref().into(), overwrite: false, warned: Arc::default() }
    }

    /// The user's cache, `~/.flyte/rust-cache`. Nothing when `FLYTE_LOCAL_CACHE_ENABLED` says `false`;
    /// with `FLYTE_LOCAL_CACHE_OVERWRITE=true` what is cached is replaced.
    pub fn standard() -> Option<Cache> {
        // Empty is as good as unset.
        let is_set = |name, unset| match std::env::var(name) {
            Ok(value) if !value.trim().is_empty() => says(&value).unwrap_or(true),
            _ => unset,
        };
        if !is_set("FLYTE_LOCAL_CACHE_ENABLED", true) {
            return None;
        }
        let overwrite = is_set("FLYTE_LOCAL_CACHE_OVERWRITE", false);
        Some(Cache::at(Cache::standard_folder()?).overwrite(overwrite))
    }

    /// What is wrong with the variables that [`Cache::standard`] reads: a word that is neither yes nor no
    /// counts as yes, so a command line says it first.
    #[cfg(feature = "cli")]
    pub(crate) fn unclear_variable() -> Option<String> {
        ["FLYTE_LOCAL_CACHE_ENABLED", "FLYTE_LOCAL_CACHE_OVERWRITE"].into_iter().find_map(|name| {
            let value = std::env::var(name).ok().filter(|value| !value.trim().is_empty())?;
            says(&value)
                .is_none()
                .then(|| format!("{name}: expected true or false, found {value:?}"))
        })
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
        let cache = self.clone();
        let looked = pool::ask(move || cache.look(task, &inputs)).await;
        let found = looked.unwrap_or_else(|error| self.broken(task, &error.to_string()));
        let serialize = task.options.cache.as_ref().is_some_and(|cache| cache.serialize);
        match found {
            Lookup::Miss(entry) if serialize => entry.alone().await,
            found => found,
        }
    }

    fn look(&self, task: &'static TaskDefinition, inputs: &[Bytes]) -> Lookup {
        let key = match key::of(task, inputs) {
            Ok(key) => key,
            Err(error) => return self.broken(task, &error.to_string()),
        };
        let found = if self.overwrite { None } else { entry::read(&self.folder, &key, task) };
        match found {
            Some(outputs) => Lookup::Hit(outputs),
            None => Lookup::Miss(Entry { cache: self.clone(), task, key, _lock: None }),
        }
    }

    fn broken(&self, task: &TaskDefinition, why: &str) -> Lookup {
        Lookup::Broken(format!("task `{}` is not cached: {why}", task.spec.full_name()))
    }
}

impl Entry {
    /// Waits until nobody else computes the same, and looks again.
    async fn alone(mut self) -> Lookup {
        loop {
            let (folder, key) = (Arc::clone(&self.cache.folder), self.key);
            match pool::ask(move || try_lock(&folder, &key)).await {
                // Nobody has it: ours until the outputs are stored. Who held it before may have stored them.
                Ok(Ok(Some(lock))) => {
                    self._lock = Some(lock);
                    if self.cache.overwrite {
                        return Lookup::Miss(self);
                    }
                    let (folder, key, task) = (Arc::clone(&self.cache.folder), self.key, self.task);
                    return match pool::ask(move || entry::read(&folder, &key, task)).await {
                        Ok(Some(outputs)) => Lookup::Hit(outputs),
                        _ => Lookup::Miss(self),
                    };
                }
                Ok(Ok(None)) => tokio::time::sleep(LOOK_AGAIN).await,
                // Where nothing can be locked nothing can be stored either, and that will be said.
                Ok(Err(_)) | Err(_) => return Lookup::Miss(self),
            }
        }
    }

    /// Keeps the outputs. Words when that is not possible.
    pub(crate) async fn store(self, outputs: Vec<Bytes>) -> Option<String> {
        let warned = Arc::clone(&self.cache.warned);
        let folder = Arc::clone(&self.cache.folder);
        let stored =
            pool::ask(move || entry::write(&self.cache.folder, &self.key, self.task, &outputs));
        let error = match stored.await {
            Ok(Ok(())) => return None,
            Ok(Err(error)) | Err(error) => error,
        };
        let first = !warned.swap(true, Ordering::Relaxed);
        first.then(|| {
            format!(
                "the cache `{}` can't be written ({error}): results are right, but will be computed again; \
                 make it writable, free some space, or run with `--no-cache`",
                folder.display()
            )
        })
    }
}

/// A lock on a key, or nothing when somebody else has it.
fn try_lock(folder: &Path, key: &key::Key) -> std::io::Result<Option<File>> {
    let path = entry::lock_path(folder, key);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// What a switch says: yes, no, or nothing that is known.
fn says(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "y" | "t" => Some(true),
        "false" | "0" | "no" | "off" | "n" | "f" => Some(false),
        _ => None,
    }
}
