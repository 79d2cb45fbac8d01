//! Where a task's files go: what the engine says to the code it runs.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use super::data_folder;
use super::fingerprint::Fingerprints;
use super::hash;
use super::recalled::Recalled;
use crate::error::Result;
use crate::storage::{Location, RawPrefix, Stores, Transfer};

/// The stores of a run, and where its files are written.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub(super) stores: Option<Stores>,
    pub(super) prefix: Option<RawPrefix>,
    /// Where new files go if there is no prefix: the folder of the run.
    folder: Option<RawPrefix>,
    hashing: bool,
    /// What is known of the files of this machine that the run's tasks hand to each other.
    pub(super) fingerprints: Option<Fingerprints>,
    /// What a cache gave to the run.
    pub(super) recalled: Option<Recalled>,
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Context>>> = const { RefCell::new(None) };
}

impl Context {
    /// Of a run that knows these stores, or else those of the process, and writes below `prefix` under a name of its
    /// own. Whether the prefix can be used at all is known before anything runs.
    pub fn of_run(stores: Option<Stores>, prefix: Option<&RawPrefix>) -> Result<Context> {
        let mut context = Context { stores, ..Context::default() };
        if let Some(prefix) = prefix {
            context.stores().check(prefix.location())?;
            prefix.check()?;
            // A relative path would mean something else to whoever reads it elsewhere.
            let whole = match prefix.location().local_path() {
                Some(path) => RawPrefix::new(Location::from_path(path)?)?,
                None => prefix.clone(),
            };
            context.prefix = Some(RawPrefix::new(whole.directory()?)?);
        }
        Ok(context)
    }

    /// The same, with a hash of each file that is written to a store, taken while it is written. Where a task with a
    /// cache may read it, the same content under another uri is found again.
    #[must_use]
    pub fn hashing(mut self, hashing: bool) -> Context {
        self.hashing = hashing;
        self
    }

    /// The same for a run with a folder of its own. Without a prefix new files are written there, and live as long.
    pub fn in_folder(mut self, folder: &Path) -> Result<Context> {
        self.folder = Some(RawPrefix::new(Location::from_path(folder.join("raw"))?)?);
        Ok(self)
    }

    /// The same for a run whose tasks hand files to each other: what one of them changes in such a file of this machine
    /// is noticed by the next that opens it. A run inside a task goes on with what is known there.
    #[must_use]
    pub fn watching(mut self) -> Context {
        self.fingerprints.get_or_insert_default();
        self
    }

    /// The same for a run with a cache: what the cache gives is compared with its recorded hash when it is read. A run
    /// inside a task goes on with what is known there.
    #[must_use]
    pub(crate) fn recalling(mut self) -> Context {
        self.recalled.get_or_insert_default();
        self
    }

    /// The same for code that reads what a cache gave to a run.
    #[must_use]
    pub(crate) fn after(mut self, recalled: Option<Recalled>) -> Context {
        self.recalled = recalled;
        self
    }

    /// What a cache gave to the run, if it has one.
    pub(crate) fn recalled(&self) -> Option<Recalled> {
        self.recalled.clone()
    }

    /// Of code outside of tasks, which reads from these stores.
    pub fn reading(stores: Option<Stores>) -> Context {
        Context { stores, ..Context::default() }
    }

    /// The one that the code on this thread runs in. Outside of tasks this is one without a prefix, and so it is on
    /// threads and in futures that a task has spawned: there [`Context::scope`] and [`Context::run`] bring it along.
    pub fn current() -> Context {
        CURRENT.with_borrow(|context| context.as_deref().cloned().unwrap_or_default())
    }

    /// Whether code would notice it.
    pub(crate) fn says_something(&self) -> bool {
        self.stores.is_some()
            || self.prefix.is_some()
            || self.folder.is_some()
            || self.fingerprints.is_some()
            || self.recalled.is_some()
    }

    /// A future that runs in this context, wherever it is polled. For what a task spawns:
    ///
    /// ```
    /// use flyte_core::value::{Context, FlyteFile};
    ///
    /// # async fn task() -> flyte_core::Result<FlyteFile> {
    /// let context = Context::current();
    /// let writing = tokio::spawn(context.scope(async {
    ///     let mut file = FlyteFile::create("log.txt")?; // where the run's files go
    ///     file.write(b"done").await?;
    ///     file.finish().await
    /// }));
    /// writing.await.expect("no panic")
    /// # }
    /// ```
    pub fn scope<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        let (context, mut future) = (Some(Arc::new(self.clone())), Box::pin(future));
        std::future::poll_fn(move |cx| within(context.as_ref(), || future.as_mut().poll(cx)))
    }

    /// Runs code in this context, on whatever thread. For threads that a task has started.
    pub fn run<T>(&self, code: impl FnOnce() -> T) -> T {
        within(Some(&Arc::new(self.clone())), code)
    }

    /// The stores.
    pub fn stores(&self) -> &Stores {
        self.stores.as_ref().unwrap_or_else(|| Stores::shared())
    }

    /// Whether what is written to a location gets a hash. What stays here doesn't: it is read when a key is made.
    pub(super) fn hashes(&self, to: &Location) -> bool {
        self.hashing && !hash::is_here(to)
    }

    /// How a file is written to a location.
    pub fn transfer(&self, to: &Location) -> Transfer {
        if self.hashes(to) { Transfer::new().hash() } else { Transfer::new() }
    }

    /// Where files are written that exist nowhere yet. Without a prefix and the folder of a run this is the user's folder
    /// for data.
    pub(super) fn output(&self) -> Result<RawPrefix> {
        match self.prefix.as_ref().or(self.folder.as_ref()) {
            Some(prefix) => Ok(prefix.clone()),
            None => RawPrefix::new(Location::from_path(data_folder::get()?)?),
        }
    }
}

/// Runs code in a context.
pub(crate) fn within<T>(context: Option<&Arc<Context>>, code: impl FnOnce() -> T) -> T {
    struct Back(Option<Arc<Context>>);
    impl Drop for Back {
        fn drop(&mut self) {
            CURRENT.set(self.0.take());
        }
    }
    let Some(context) = context else { return code() };
    let _back = Back(CURRENT.replace(Some(context.clone())));
    code()
}
