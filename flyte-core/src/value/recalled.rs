//! Values that a cache gave to a run. They are held against the hashes that were recorded of them when they are opened.
//!
//! A cache compares what a store says of a value, its length and its tag, which costs no reading. Bytes that were
//! changed beneath the same tag show when somebody reads them. Then the entry is forgotten, so that no later run gets
//! the value from there, and the run computes the value again.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;

use super::handover::Pending;
use super::hash::{self, Content};
use super::reference::{Reference, Shared, Source};
use crate::error::{Error, Result, redacted};
use crate::storage::Reason;

/// Of what is read in parts, so much is read as a whole before the first part: in a longer value a change beneath the
/// same tag shows only where it can't be decoded.
const LONGEST: u64 = 64 << 20;

/// The values that a cache gave, by uri. Clones are one.
#[derive(Clone, Default)]
pub(crate) struct Recalled(Arc<Mutex<HashMap<String, Arc<Value>>>>);

struct Value {
    /// A file, directory or table with its hash. None for a value that was offloaded: who fetches it knows its hash.
    reference: Option<Shared>,
    /// Drops the entry of the cache.
    forget: Arc<dyn Fn() + Send + Sync>,
    /// Set when what lies in the store was compared.
    verified: Mutex<Arc<OnceCell<()>>>,
    /// Copies on this machine that were compared.
    copies: Mutex<HashSet<PathBuf>>,
    is_damaged: AtomicBool,
    /// Whether the entry was dropped.
    is_forgotten: AtomicBool,
}

impl Recalled {
    /// Notes values that a cache gave, and what drops the entry that they came from.
    pub(crate) fn add(
        &self,
        references: &Pending,
        offloaded: &[String],
        forget: &Arc<dyn Fn() + Send + Sync>,
    ) {
        let references = references.0.iter().filter_map(|shared| {
            let is_verifiable = shared.0.hash.as_deref().is_some_and(hash::is_ours);
            Some((shared.0.uri()?.to_owned(), is_verifiable.then(|| shared.clone())))
        });
        let offloaded = offloaded.iter().map(|uri| (uri.clone(), None));
        for (uri, reference) in references.chain(offloaded) {
            let value = Value {
                reference,
                forget: Arc::clone(forget),
                verified: Mutex::default(),
                copies: Mutex::default(),
                is_damaged: AtomicBool::new(false),
                is_forgotten: AtomicBool::new(false),
            };
            // who gave it first made it, others passed it on
            self.values().entry(uri.trim_end_matches('/').to_owned()).or_insert(Arc::new(value));
        }
    }

    fn values(&self) -> MutexGuard<'_, HashMap<String, Arc<Value>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value at a uri.
    fn at(&self, uri: &str) -> Option<Arc<Value>> {
        self.values().get(uri.trim_end_matches('/')).cloned()
    }

    /// The value at a uri, or the directory around it.
    fn around(&self, uri: &str) -> Option<Arc<Value>> {
        let values = self.values();
        let mut at = uri.trim_end_matches('/');
        while !values.is_empty() {
            if let Some(value) = values.get(at) {
                return Some(Arc::clone(value));
            }
            at = at.rsplit_once('/')?.0;
        }
        None
    }

    /// Reads what is at a uri, or the directory around it, and compares it with the recorded hash, once in a run. What is
    /// too long for that passes.
    pub(super) async fn verify(&self, uri: &str) -> Result<()> {
        let Some(value) = self.around(uri) else { return Ok(()) };
        let Some(reference) = value.reference.clone() else { return Ok(()) };
        let verified = value.verified.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let compared = verified.get_or_try_init(|| async {
            let uri = reference.0.uri().unwrap_or(uri);
            value.compare(uri, content(&reference.0).await)
        });
        compared.await.copied()
    }

    /// What is at a uri is not what was stored there. True if a cache gave it: its entry is dropped.
    pub(super) fn is_damaged(&self, uri: &str) -> bool {
        let Some(value) = self.around(uri) else { return false };
        value.damaged();
        true
    }

    /// The uris of values that turned out to be damaged.
    pub(crate) fn damaged(&self) -> Vec<String> {
        let values = self.values();
        let damaged = values.iter().filter(|(_, value)| value.is_damaged.load(Ordering::Acquire));
        damaged.map(|(uri, _)| uri.clone()).collect()
    }

    /// A value was made again.
    pub(crate) fn is_mended(&self, uri: &str) {
        if let Some(value) = self.at(uri) {
            *value.verified.lock().unwrap_or_else(PoisonError::into_inner) = Arc::default();
            value.is_damaged.store(false, Ordering::Release);
        }
    }
}

impl Value {
    fn damaged(&self) {
        self.is_damaged.store(true, Ordering::Release);
        if !self.is_forgotten.swap(true, Ordering::AcqRel) {
            (self.forget)();
        }
    }

    /// Compares what was read with the recorded hash. None: it is too long to be read for this.
    fn compare(&self, uri: &str, content: Result<Option<Content>>) -> Result<()> {
        let Some(Shared(reference)) = &self.reference else { return Ok(()) };
        let fits = |content| reference.hash.as_deref() == Some(&hash::text(reference, content));
        match content {
            Ok(Some(content)) if !fits(&content) => {
                self.damaged();
                Err(not_as_stored(uri))
            }
            Ok(_) => Ok(()),
            Err(error) => {
                if Reason::of(&error) == Some(Reason::NotFound) {
                    self.damaged();
                }
                Err(error)
            }
        }
    }
}

impl Reference {
    /// What a cache gave at its very uri, if that can be compared with a hash.
    fn recalled(&self) -> Option<Arc<Value>> {
        let value = self.recalled.as_ref()?.at(self.uri()?)?;
        value.reference.is_some().then_some(value)
    }

    /// Whether who reads all of it is to compare that ([`Reference::compare`]).
    pub(super) fn is_comparable(&self) -> bool {
        self.recalled().is_some()
    }

    /// Compares all of its bytes with the recorded hash.
    pub(super) fn compare(&self, bytes: &[u8]) -> Result<()> {
        match self.recalled() {
            Some(value) => {
                let content = *blake3::hash(bytes).as_bytes();
                value.compare(self.uri().unwrap_or_default(), Ok(Some(content)))
            }
            None => Ok(()),
        }
    }

    /// Compares a copy of it on this machine with the recorded hash, once.
    pub(super) async fn compare_copy(&self, path: &Path) -> Result<()> {
        let Some(value) = self.recalled() else { return Ok(()) };
        let copies = || value.copies.lock().unwrap_or_else(PoisonError::into_inner);
        if copies().contains(path) {
            return Ok(());
        }
        let local = Reference::share(Source::Local(path.to_owned()), self.directory);
        let content = hash::content(&local.0).await;
        value.compare(self.uri().unwrap_or_default(), content.map(Some))?;
        copies().insert(path.to_owned());
        Ok(())
    }
}

/// The content of a reference that isn't too long to be read for this. Such a reference was read without a run, so that
/// reading it verifies nothing in turn.
fn content(reference: &Reference) -> BoxFuture<'_, Result<Option<Content>>> {
    Box::pin(async {
        match hash::length(reference).await? {
            ..=LONGEST => Ok(Some(hash::content(reference).await?)),
            _ => Ok(None),
        }
    })
}

fn not_as_stored(uri: &str) -> Error {
    Error::fatal(format!(
        "{} is not what was stored there: its content doesn't have the hash that the cache recorded; the cache forgets \
         it, and the next run computes it again",
        redacted(uri)
    ))
}

impl fmt::Debug for Recalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} recalled", self.values().len())
    }
}
