//! Offloaded literals, fetched once as long as anybody holds them.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use bytes::Bytes;
use flyte_types::wire::{Kind, Literal, Offloaded};
use tokio::sync::OnceCell;

use super::Depot;
use crate::error::{Error, Result};
use crate::storage::{Location, Reason, Stores};

/// No protobuf message is longer.
pub(super) const LONGEST: u64 = (1 << 31) - 1;

/// What has been fetched and is still held, by uri.
#[derive(Default)]
pub(super) struct Fetched(Mutex<Table>);

#[derive(Default)]
struct Table {
    files: HashMap<String, Weak<OnceCell<Vec<u8>>>>,
    /// When there are this many, those that nobody holds are forgotten.
    full: usize,
}

/// A part of what was fetched keeps all of it.
struct Held(Arc<OnceCell<Vec<u8>>>);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        self.0.get().map(Vec::as_slice).unwrap_or_default()
    }
}

impl Fetched {
    fn file(&self, uri: &str) -> Arc<OnceCell<Vec<u8>>> {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = table.files.get(uri).and_then(Weak::upgrade) {
            return file;
        }
        if table.files.len() >= table.full {
            table.files.retain(|_, file| file.strong_count() > 0);
            table.full = 2 * table.files.len() + 16;
        }
        let file = Arc::default();
        table.files.insert(uri.to_owned(), Arc::downgrade(&file));
        file
    }
}

impl Depot {
    /// The literal that an offloaded one stands for, as its file holds it. `hash` is that of the reference.
    pub(super) async fn fetch(&self, what: &Offloaded<'_>, hash: Option<&str>) -> Result<Bytes> {
        let file = self.0.fetched.file(what.uri);
        let (stores, uri, size) = (self.0.context.stores(), what.uri, what.size_bytes);
        let read = file.get_or_try_init(|| read(stores, uri, size, hash)).await;
        read.map_err(|error| self.unreadable(uri, error))?;
        Ok(Bytes::from_owner(Held(file)))
    }

    /// Why a file can't be fetched. If a cache gave it and it isn't what was stored there, the cache forgets it.
    fn unreadable(&self, uri: &str, error: Error) -> Error {
        let is_other =
            matches!(Reason::of(&error), None | Some(Reason::NotFound | Reason::Changed));
        let recalled = self.0.context.recalled.as_ref().filter(|_| is_other);
        let error = match recalled.is_some_and(|recalled| recalled.is_damaged(uri)) {
            true => error.context("the cache forgets it, and the next run computes it again"),
            false => error,
        };
        error.context("an offloaded value can't be fetched")
    }

    /// The same, of a literal that is known to be offloaded: its uri, and what it stands for.
    pub async fn fetch_literal(&self, literal: &Bytes) -> Result<(String, Bytes)> {
        let parsed = Literal::parse(literal).map_err(Error::fatal)?;
        let Kind::Offloaded(body) = parsed.kind else {
            return Err(Error::system("a value that isn't offloaded was to be fetched"));
        };
        let what = Offloaded::parse(body).map_err(Error::fatal)?;
        Ok((what.uri.to_owned(), self.fetch(&what, parsed.hash).await?))
    }
}

async fn read(stores: &Stores, uri: &str, announced: u64, hash: Option<&str>) -> Result<Vec<u8>> {
    let location = Location::parse(uri)?;
    let mut reader = stores.reader(&location).await?;
    let size = reader.size();
    if announced != 0 && announced != size {
        return Err(Error::fatal(format!(
            "{uri} has {size} bytes, not {announced} as the reference to it says"
        )));
    }
    if size > LONGEST {
        return Err(Error::fatal(format!("{uri} has {size} bytes: no literal is that long")));
    }
    let mut whole = Vec::new();
    whole.try_reserve_exact(size as usize).map_err(|_| {
        Error::system(format!("{uri} has {size} bytes, for which there is no memory"))
    })?;
    let mut check = hash.and_then(Check::new);
    while let Some(chunk) = reader.chunk().await? {
        if let Some(check) = &mut check {
            check.hasher.update(&chunk);
        }
        whole.extend_from_slice(&chunk);
    }
    if let Some(check) = check {
        check.passes(uri, &whole)?;
    }
    // What is no literal is told here, with its uri.
    match Literal::parse(&whole) {
        Ok(_) => Ok(whole),
        Err(error) => Err(Error::fatal(format!("{uri} holds no literal: {error}"))),
    }
}

/// Holds the bytes of a file against the hash in the reference to it.
///
/// The hash is that of the file ([`Depot::put`]), which 64 hex digits tell from the hashes of other engines; or it is
/// the value's own, which its producer chose and which the file repeats.
struct Check<'a> {
    expected: &'a str,
    hasher: blake3::Hasher,
}

impl<'a> Check<'a> {
    fn new(expected: &'a str) -> Option<Self> {
        let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let may_be_of_the_file = expected.len() == super::HASH && expected.bytes().all(is_digit);
        may_be_of_the_file.then(|| Check { expected, hasher: blake3::Hasher::new() })
    }

    fn passes(&self, uri: &str, whole: &[u8]) -> Result<()> {
        let is_of_the_file = self.hasher.finalize().to_hex().as_str() == self.expected;
        let is_its_own = || Literal::parse(whole).is_ok_and(|it| it.hash == Some(self.expected));
        if is_of_the_file || is_its_own() {
            return Ok(());
        }
        Err(Error::fatal(format!(
            "{uri} is not what was stored there: its content doesn't have the hash that the reference to it names"
        )))
    }
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = table.files.values().filter(|file| file.strong_count() > 0).count();
        write!(f, "{held} held")
    }
}
