//! A literal with all that is offloaded in it.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use flyte_types::wire::{self, Link, Offloaded};
use futures_util::future::BoxFuture;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::{Depot, fetch};
use crate::error::{Error, Result};
use crate::storage::wait;

/// How many files are fetched at a time for one value.
const AT_ONCE: usize = 16;

/// How deep an offloaded literal may stand in others that are.
const DEEPEST: usize = 16;

impl Depot {
    /// The literal with everything that is offloaded in it fetched and put in its place, however deep it stands.
    pub async fn fill(&self, literal: &Bytes) -> Result<Bytes> {
        self.filled(literal.clone(), Vec::new()).await
    }

    /// [`Depot::fill`], for code that isn't async.
    pub fn blocking_fill(&self, literal: &Bytes) -> Result<Bytes> {
        wait(self.fill(literal))
    }

    /// `around`: the uris of the files that this literal was found in.
    fn filled(&self, literal: Bytes, around: Vec<String>) -> BoxFuture<'_, Result<Bytes>> {
        Box::pin(async move {
            let wanted = wanted(&literal, &around)?;
            if wanted.is_empty() {
                return Ok(literal);
            }
            let around = &around;
            let files: HashMap<String, Bytes> = stream::iter(wanted)
                .map(|(uri, size_bytes, hash)| async move {
                    let what = Offloaded { uri: &uri, size_bytes, inferred_type: &[] };
                    let found = self.fetch(&what, hash.as_deref()).await?;
                    let around = [around.as_slice(), std::slice::from_ref(&uri)].concat();
                    let found = self.filled(found, around).await?;
                    Ok::<_, Error>((uri, found))
                })
                .buffer_unordered(AT_ONCE)
                .try_collect()
                .await?;
            check_length(&literal, &files)?;
            wire::splice(&literal, &mut |what| files.get(what.uri).cloned()).map_err(Error::fatal)
        })
    }
}

/// The uri of a file that has to be fetched, its length and its hash as far as its reference names them.
type Wanted = (String, u64, Option<String>);

/// The files that have to be fetched for a literal, each once.
fn wanted(literal: &Bytes, around: &[String]) -> Result<Vec<Wanted>> {
    let mut known = HashSet::new();
    let mut wanted = Vec::new();
    for found in wire::offloaded(literal) {
        let (what, hash) = found.map_err(Error::fatal)?;
        if around.iter().any(|uri| uri == what.uri) {
            return Err(Error::fatal(format!("the offloaded value at {} holds itself", what.uri)));
        }
        if around.len() >= DEEPEST {
            let outermost = around.first().map(String::as_str).unwrap_or_default();
            return Err(Error::fatal(format!(
                "the offloaded value at {outermost} holds others more than {DEEPEST} deep"
            )));
        }
        if known.insert(what.uri) {
            wanted.push((what.uri.to_owned(), what.size_bytes, hash.map(str::to_owned)));
        }
    }
    Ok(wanted)
}

/// A few small files that name one another many times could stand for any amount of data.
fn check_length(literal: &Bytes, files: &HashMap<String, Bytes>) -> Result<()> {
    let mut length = literal.len() as u64;
    for link in wire::references(literal) {
        if let Link::Offloaded(what) = link.map_err(Error::fatal)? {
            length += files.get(what.uri).map_or(0, |file| file.len() as u64);
        }
    }
    if length > fetch::LONGEST {
        return Err(Error::fatal(format!(
            "with all that is offloaded in it the value has {length} bytes: no literal is that long"
        )));
    }
    Ok(())
}
