//! Values that a cache gave and that turn out to be damaged while the run reads them are made again.
//!
//! The task that made a value runs once more with the inputs that the entry stands for, and the entry gets its outputs.
//! What has the recorded hash is copied to where the damaged value lies, for all who know that place already: tasks of
//! this run, entries of other tasks that passed it on, other processes. A task that gives something else now can't help
//! this run; the next one takes the new outputs.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use flyte_types::wire;
use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;

use super::{Entry, Named, references};
use crate::engine::{Call, Event, Executor, Observer};
use crate::error::guard::{guard, guard_future};
use crate::error::{Error, Result, redacted};
use crate::local::check;
use crate::local::retry::Failures;
use crate::storage::Stores;
use crate::value::{self, Depot, Recalled, has_offloaded};

/// What a cache gave to a run, and how it is made again.
pub(crate) struct Repairs {
    executor: Arc<dyn Executor>,
    observer: Option<Arc<dyn Observer>>,
    depot: Depot,
    stores: Option<Stores>,
    recalled: Recalled,
    /// By uri.
    origins: Mutex<HashMap<String, Arc<Origin>>>,
}

/// The entry that a value came from.
pub(crate) struct Origin {
    entry: Arc<Entry>,
    outputs: Vec<Bytes>,
    /// It is made again once in a run.
    made: OnceCell<Result<(), String>>,
}

impl Repairs {
    pub(crate) fn new(
        executor: Arc<dyn Executor>,
        observer: Option<Arc<dyn Observer>>,
        depot: Depot,
        stores: Option<Stores>,
        recalled: Recalled,
    ) -> Repairs {
        Repairs { executor, observer, depot, stores, recalled, origins: Mutex::default() }
    }

    /// What the run got from the cache.
    pub(crate) fn recalled(&self) -> Recalled {
        self.recalled.clone()
    }

    /// Notes where the outputs of a hit came from.
    pub(crate) fn remember(&self, outputs: &[Bytes], named: Named) {
        let Named { entry, references, offloaded } = named;
        let entry: Arc<Entry> = entry.into();
        let uris: Vec<String> = references.uris().chain(offloaded.iter().cloned()).collect();
        if uris.is_empty() {
            return;
        }
        let forgotten = Arc::clone(&entry);
        let forget: Arc<dyn Fn() + Send + Sync> = Arc::new(move || forgotten.forget());
        self.recalled.add(&references, &offloaded, &forget);
        let made = OnceCell::new();
        let origin = Arc::new(Origin { entry, outputs: outputs.to_vec(), made });
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        for uri in uris {
            // who gave it first made it, others passed it on
            let uri = uri.trim_end_matches('/').to_owned();
            origins.entry(uri).or_insert_with(|| Arc::clone(&origin));
        }
    }

    /// The entries behind damaged values that these literals name.
    pub(crate) fn needed(&self, literals: &[Bytes]) -> Vec<(String, Arc<Origin>)> {
        let damaged = self.recalled.damaged();
        if damaged.is_empty() {
            return Vec::new();
        }
        let origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        let origins = damaged.into_iter().filter_map(|uri| {
            let origin = origins.get(&uri)?;
            let may_name = names(literals, &uri) || literals.iter().any(|it| has_offloaded(it));
            may_name.then(|| (uri, Arc::clone(origin)))
        });
        origins.collect()
    }

    /// Makes these values again. What was made again already was read before that.
    pub(crate) fn mend(&self, needed: Vec<(String, Arc<Origin>)>) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            for (uri, origin) in needed {
                let made = origin.made.get_or_init(|| async {
                    self.warn(&origin, &uri);
                    self.make_again(&origin).await.map_err(|error| error.to_string())
                });
                if let Err(problem) = made.await {
                    return Err(Error::fatal(format!("{}: {problem}", redacted(&uri))));
                }
                self.recalled.is_mended(&uri);
            }
            Ok(())
        })
    }

    fn warn(&self, origin: &Origin, uri: &str) {
        let message = format!(
            "task `{}` runs again: its result was cached, but {} is not what was stored there",
            origin.entry.task.spec.full_name(),
            redacted(uri)
        );
        match &self.observer {
            // An observer that panics doesn't end a repair.
            Some(observer) => {
                drop(guard(|| observer.event(&Event::Warning { message: &message })));
            }
            None => tracing::warn!("{message}"),
        }
    }

    async fn make_again(&self, origin: &Origin) -> Result<()> {
        let task = origin.entry.task;
        let declared = task.spec.output_variables();
        let mut outputs = self.call(origin).await?;
        check::outputs(declared, &outputs)?;
        if self.depot.is_crossed(declared, &outputs) {
            outputs = self.depot.put(declared, outputs, true).await?;
        }
        let damaged = self.recalled.damaged();
        if let Some(uri) = damaged.iter().find(|uri| names(&outputs, uri)) {
            return Err(Error::fatal(format!(
                "task `{}` ran again because a cached result of it was damaged, and gave {} once more: whoever made \
                 that has to make it again",
                task.spec.full_name(),
                redacted(uri)
            )));
        }
        if let Some(warning) = origin.entry.again().store(outputs.clone()).await {
            tracing::warn!("{warning}");
        }
        let restored = self.restore(origin, &outputs).await;
        restored.map_err(|error| error.in_task(task.spec.full_name()))
    }

    /// Calls the task until it gives its outputs or has no attempts left.
    async fn call(&self, origin: &Origin) -> Result<Vec<Bytes>> {
        let (task, inputs) = (origin.entry.task, &origin.entry.inputs);
        let (mut failures, mut mended) = (Failures::default(), 0);
        loop {
            let call = Call { task, inputs: Arc::clone(inputs), attempt: failures.count() };
            let execution = guard_future(guard(|| self.executor.execute(call))?);
            let answer = match task.options.timeout.filter(|timeout| !timeout.is_zero()) {
                None => execution.await,
                Some(limit) => tokio::time::timeout(limit, execution)
                    .await
                    .unwrap_or_else(|_| Ok(Err(Error::msg(format!("timed out after {limit:?}"))))),
            };
            let error = match answer.flatten() {
                Ok(outputs) => return Ok(outputs),
                Err(error) => error.settled().in_task(task.spec.full_name()),
            };
            let needed = self.needed(inputs);
            if !needed.is_empty() && mended < Failures::MOST_MENDED {
                mended += 1;
                self.mend(needed).await?;
                continue;
            }
            match failures.add(&error, task.options.retries) {
                Some(delay) => tokio::time::sleep(delay).await,
                None => return Err(error),
            }
        }
    }

    /// Copies what was made again to where the damaged values lie.
    async fn restore(&self, origin: &Origin, made: &[Bytes]) -> Result<()> {
        let stores = self.stores.as_ref();
        let damaged = self.recalled.damaged();
        let is_damaged = |uri: &str| damaged.iter().any(|it| it == uri.trim_end_matches('/'));
        let (old, new) = (offloaded(&origin.outputs)?, offloaded(made)?);
        let shared = stores.unwrap_or_else(|| Stores::shared());
        for (index, (uri, hash)) in old.iter().enumerate() {
            match new.get(index) {
                Some((from, other)) if from != uri && hash.is_some() && hash == other => {
                    value::copy(shared, from, uri).await?;
                    self.recalled.is_mended(uri);
                }
                _ if is_damaged(uri) => return Err(differs()),
                _ => {}
            }
        }
        let Some(find) = origin.entry.task.references else { return Ok(()) };
        let old = references::read(find, &origin.outputs, stores).await?;
        let new = references::read(find, made, stores).await?;
        if !old.restore_from(&new, &self.recalled, is_damaged).await? {
            return Err(differs());
        }
        Ok(())
    }
}

/// Whether a uri stands in any of these literals.
fn names(literals: &[Bytes], uri: &str) -> bool {
    literals.iter().any(|literal| literal.windows(uri.len()).any(|part| part == uri.as_bytes()))
}

type Link = (String, Option<String>);

/// The uris of all values that are offloaded, with their hashes.
fn offloaded(outputs: &[Bytes]) -> Result<Vec<Link>> {
    let links = outputs.iter().flat_map(|output| wire::offloaded(output));
    let links = links.map(|link| {
        let (what, hash) = link.map_err(Error::fatal)?;
        Ok((what.uri.to_owned(), hash.map(str::to_owned)))
    });
    links.collect()
}

fn differs() -> Error {
    Error::fatal(
        "it ran again because a cached result of it was damaged, and now gave something else; the cache has the new \
         result, which the next run takes",
    )
}

impl fmt::Debug for Repairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repairs").field("recalled", &self.recalled).finish_non_exhaustive()
    }
}
