//! What inputs and outputs name that lies elsewhere. Costs nothing for tasks whose types can't hold a reference.

use std::sync::Arc;

use bytes::Bytes;
use flyte_types::wire::{self, Link};
use futures_util::future;

use super::entry::Found;
use super::key;
use crate::definition::{InputSpec, TaskDefinition};
use crate::error::{Error, Result, redacted};
use crate::storage::{Reason, Stores};
use crate::value::{self, Context, Depot, Find, Pending, Seen, has_offloaded};

/// The references in literals, and in what is offloaded in them.
pub(super) async fn read(
    find: Find,
    literals: &[Bytes],
    stores: Option<&Stores>,
) -> Result<Pending> {
    let context = Arc::new(Context::reading(stores.cloned()));
    let find = |literals: &[Bytes]| value::within(Some(&context), || find(literals));
    let error = match find(literals) {
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    if !literals.iter().any(|literal| has_offloaded(literal)) {
        return Err(error.into());
    }
    let depot = Depot::reading(Context::clone(&context));
    let filled = literals.iter().map(|literal| depot.fill(literal));
    Ok(find(&future::try_join_all(filled).await?)?)
}

/// What the inputs that count ([`whole`]) name on this machine, by the index of the input. What stands for a value
/// already is not looked at.
pub(super) async fn of_inputs(
    task: &TaskDefinition,
    inputs: &[Bytes],
    stores: Option<&Stores>,
) -> Result<Vec<(usize, Vec<Seen>)>> {
    let mut all = Vec::new();
    if task.spec.inputs.iter().all(|input| input.references.is_none()) {
        return Ok(all);
    }
    for (index, input, literal) in key::counted(task, inputs) {
        let Some(find) = input.references.filter(|_| input.hash.is_none()) else { continue };
        let named = |error: Error| error.input(input.name);
        let found = read(find, std::slice::from_ref(literal), stores).await.map_err(named)?;
        all.push((index, found.unhashed().contents().await.map_err(named)?));
    }
    Ok(all)
}

/// The inputs as they count: with what is offloaded in those that a user's function hashes, or that may name files. So
/// a value has one key, wherever it lies. The other ones count by the hash that stands for what is offloaded.
pub(super) async fn whole(
    task: &TaskDefinition,
    inputs: Arc<[Bytes]>,
    context: &Context,
) -> Result<Arc<[Bytes]>> {
    let counts = |input: &InputSpec| input.hash.is_some() || input.references.is_some();
    if !task.spec.inputs.iter().any(counts) {
        return Ok(inputs);
    }
    let depot = Depot::reading(context.clone());
    let mut whole = Vec::new();
    for (index, input, literal) in key::counted(task, &inputs) {
        if counts(input) && has_offloaded(literal) {
            let filled = depot.fill(literal).await;
            whole.push((index, filled.map_err(|error| error.reading_input(input.name))?));
        }
    }
    if whole.is_empty() {
        return Ok(inputs);
    }
    let mut all = inputs.to_vec();
    for (index, literal) in whole {
        all[index] = literal;
    }
    Ok(all.into())
}

/// The outputs, with what they name on this machine.
pub(super) async fn of_outputs(
    task: &TaskDefinition,
    outputs: Vec<Bytes>,
    stores: Option<&Stores>,
) -> Result<Found> {
    let (mut hashes, mut references) = (Vec::new(), Vec::new());
    if let Some(find) = task.references {
        let named = read(find, &outputs, stores).await?;
        hashes = named.contents().await?.into_iter().map(|seen| seen.hash).collect();
        for (uri, mark) in named.marks().await? {
            references.push(mark.ok_or_else(|| gone(&uri))?);
        }
    }
    let links = outputs.iter().flat_map(|output| wire::references(output));
    let offloaded = links.filter_map(|link| match link {
        Ok(Link::Offloaded(what)) => Some(what.uri.to_owned()),
        _ => None,
    });
    let offloaded: Vec<String> = offloaded.collect();
    let mut marks = Vec::with_capacity(offloaded.len());
    if !offloaded.is_empty() {
        let found = value::marks(stores.unwrap_or_else(|| Stores::shared()), &offloaded).await?;
        for (uri, mark) in offloaded.iter().zip(found) {
            marks.push(mark.ok_or_else(|| gone(uri))?);
        }
    }
    Ok(Found { outputs, hashes, references, offloaded, marks })
}

fn gone(uri: &str) -> Error {
    Error::msg(format!("{} is gone", redacted(uri)))
}

/// The files, directories and tables that the outputs of an entry name; or why these can't be used: something that
/// they name is gone, or is not what it was.
pub(super) async fn verified(
    task: &TaskDefinition,
    found: &Found,
    stores: Option<&Stores>,
) -> std::result::Result<Pending, String> {
    if task.references.is_none() && found.offloaded.is_empty() {
        return Ok(Pending::default());
    }
    let problem = |uri: &str, what: &str| {
        Ok(Err(format!("its result was cached, but {} {what}", redacted(uri))))
    };
    let gone = |uri: &str| problem(uri, "is gone");
    let changed = |uri: &str| problem(uri, "has changed");
    let looked = async {
        let shared = stores.unwrap_or_else(|| Stores::shared());
        let marks = value::marks(shared, &found.offloaded).await?;
        for ((uri, now), then) in found.offloaded.iter().zip(marks).zip(&found.marks) {
            match now {
                None => return gone(uri),
                Some(now) if now != *then => return changed(uri),
                Some(_) => {}
            }
        }
        let Some(find) = task.references else { return Ok(Ok(Pending::default())) };
        let references = read(find, &found.outputs, stores).await?;
        let torn = || Ok(Err("its cached result is torn".into()));
        let marks = references.marks().await?;
        if marks.len() != found.references.len() {
            return torn();
        }
        for ((uri, now), then) in marks.iter().zip(&found.references) {
            match now {
                None => return gone(uri),
                Some(now) if now != then => return changed(uri),
                Some(_) => {}
            }
        }
        let seen = references.contents().await?;
        let mut pairs = seen.iter().zip(&found.hashes);
        match pairs.find(|(seen, hash)| seen.hash != **hash) {
            Some((seen, _)) => changed(&seen.uri),
            None if seen.len() != found.hashes.len() => torn(),
            None => Ok(Ok(references)),
        }
    };
    match looked.await {
        Ok(verified) => verified,
        Err(error) if Reason::of(&error) == Some(Reason::NotFound) => {
            Err(format!("its result was cached, but data is gone: {error}"))
        }
        Err(error) => Err(format!("its result was cached, but can't be looked at: {error}")),
    }
}
