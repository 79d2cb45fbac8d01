//! The value of a binding, where it is read.
//!
//! Values are passed on as they are, offloaded or not. Only what a path leads into, a condition compares or a map
//! takes apart has to be here: [`lacking`] and [`lacking_value`] say what has to be fetched first, and change nothing.

use std::collections::HashMap;

use bytes::Bytes;
use flyte_types::wire::{self, Kind, Literal, Offloaded, Reached};

use super::scheduler::{FrameId, Frames, Status, Value};
use crate::error::Error;
use crate::graph::{Binding, Reference, Source};

/// Offloaded literals that were fetched, by uri.
pub(crate) type Fetched = HashMap<String, Bytes>;

/// How many offloaded literals may stand for one another, as for a path.
const HOPS: usize = 16;

/// Appends what has to be fetched before a binding can be resolved.
pub(crate) fn lacking(
    frames: &Frames,
    frame: FrameId,
    binding: &Binding,
    fetched: &Fetched,
    found: &mut Vec<Bytes>,
) {
    match binding {
        Binding::Literal(_) => {}
        Binding::Promise(promise) if promise.path.is_whole() => {}
        Binding::Promise(promise) => {
            if let Some(Reached::Elsewhere(literal)) = peek(frames, frame, promise, fetched) {
                found.push(literal);
            }
        }
        Binding::List(items) => {
            items.iter().for_each(|item| lacking(frames, frame, item, fetched, found));
        }
        Binding::Map(entries) => {
            entries.iter().for_each(|(_, item)| lacking(frames, frame, item, fetched, found));
        }
    }
}

/// Appends what has to be fetched before the value itself can be looked at.
pub(crate) fn lacking_value(
    frames: &Frames,
    frame: FrameId,
    promise: &Reference,
    fetched: &Fetched,
    found: &mut Vec<Bytes>,
) {
    match peek(frames, frame, promise, fetched) {
        Some(Reached::Elsewhere(literal)) => found.push(literal),
        Some(Reached::Part(value)) => {
            let value = value_of(value, fetched);
            // One that was fetched and still is offloaded leads nowhere: its reader will say so.
            if offloaded(&value).is_some_and(|what| !fetched.contains_key(what.uri)) {
                found.push(value);
            }
        }
        // What is wrong with it is told by whoever resolves it.
        None => {}
    }
}

/// The value that an offloaded one stands for, as far as it was fetched.
pub(crate) fn value_of(mut value: Bytes, fetched: &Fetched) -> Bytes {
    // One that stands for itself, or for too many others, stays an offloaded one.
    for _ in 0..HOPS {
        match offloaded(&value).and_then(|what| fetched.get(what.uri)).cloned() {
            Some(found) => value = found,
            None => break,
        }
    }
    value
}

fn offloaded(value: &Bytes) -> Option<Offloaded<'_>> {
    match Literal::parse(value).ok()?.kind {
        Kind::Offloaded(body) => Offloaded::parse(body).ok(),
        _ => None,
    }
}

/// Where a promise leads, if that can be said.
fn peek(
    frames: &Frames,
    frame: FrameId,
    promise: &Reference,
    fetched: &Fetched,
) -> Option<Reached> {
    let whole = whole(frames, frame, promise)?;
    if promise.path.is_whole() {
        return Some(Reached::Part(whole.clone()));
    }
    let steps = promise.path.steps();
    wire::resolve_through(whole, &steps, &mut |what| fetched.get(what.uri).cloned()).ok()
}

/// The value of a binding read in a frame. Empty: an optional input that isn't there.
pub(crate) fn resolve(
    frames: &mut Frames,
    frame: FrameId,
    binding: &Binding,
    fetched: &Fetched,
) -> Result<Bytes, Error> {
    match binding {
        Binding::Literal(bytes) => Ok(bytes.clone()),
        Binding::Promise(promise) => reference(frames, frame, promise, fetched),
        Binding::List(items) => {
            let items = items
                .iter()
                .map(|item| resolve(frames, frame, item, fetched).map(present))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(wire::list_of(items.iter().map(|item| &item[..])))
        }
        Binding::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, item)| {
                    Ok((key.as_str(), present(resolve(frames, frame, item, fetched)?)))
                })
                .collect::<Result<Vec<_>, Error>>()?;
            Ok(wire::map_of(entries.iter().map(|(key, item)| (*key, &item[..]))))
        }
    }
}

/// What isn't there is none inside a list or map, and as a result.
pub(crate) fn present(value: Bytes) -> Bytes {
    if value.is_empty() { wire::none() } else { value }
}

/// The value that a promise leads to, read in a frame.
pub(crate) fn reference(
    frames: &mut Frames,
    id: FrameId,
    reference: &Reference,
    fetched: &Fetched,
) -> Result<Bytes, Error> {
    if let (Source::Node(node), Some(frame)) = (reference.source, frames.get_mut(id))
        && frame.plan.graph.node(node).scope == frame.scope
    {
        let slot = frame.plan.slot(node);
        return own(frame.node_mut(slot), reference, fetched).ok_or_else(lost)?;
    }
    part(whole(frames, id, reference).ok_or_else(lost)?, reference, fetched)
}

fn lost() -> Error {
    Error::system("a value that a node reads isn't there: this is a defect of the engine")
}

/// The output that a promise is of or into, read in a frame.
fn whole<'a>(frames: &'a Frames, id: FrameId, reference: &Reference) -> Option<&'a Bytes> {
    let mut frame = frames.get(id)?;
    let home = match reference.source {
        Source::Node(node) => frame.plan.graph.node(node).scope,
        Source::Element(scope) => scope,
        Source::Inputs => crate::graph::ScopeId::ROOT,
    };
    while frame.scope != home {
        frame = frames.get(frame.owner?.at.frame)?;
    }
    match reference.source {
        Source::Node(node) => frame.node(frame.plan.slot(node)).value.get(reference.output),
        Source::Element(_) => Some(&frame.element),
        Source::Inputs => frame.inputs.get(reference.output as usize),
    }
}

/// The output of a node of the same frame: whoever reads it last takes it.
fn own(
    node: &mut super::scheduler::NodeState,
    reference: &Reference,
    fetched: &Fetched,
) -> Option<Result<Bytes, Error>> {
    if node.status != Status::Done {
        return None;
    }
    node.uses = node.uses.saturating_sub(1);
    if node.uses > 0 {
        let whole = node.value.get(reference.output)?;
        return Some(part(whole, reference, fetched));
    }
    match std::mem::replace(&mut node.value, Value::Nothing) {
        Value::One(value) if reference.path.is_whole() => Some(Ok(value)),
        last => Some(part(last.get(reference.output)?, reference, fetched)),
    }
}

fn part(whole: &Bytes, reference: &Reference, fetched: &Fetched) -> Result<Bytes, Error> {
    if reference.path.is_whole() {
        return Ok(whole.clone());
    }
    if whole.is_empty() {
        let why = format!("`{}` of an optional value that isn't there", reference.path);
        return Err(Error::fatal(why));
    }
    let steps = reference.path.steps();
    let reached = wire::resolve_through(whole, &steps, &mut |what| fetched.get(what.uri).cloned());
    match reached.map_err(Error::fatal)? {
        Reached::Part(part) if fetched.is_empty() => Ok(part),
        // A part of what was fetched would keep all of it in memory.
        Reached::Part(part) => Ok(Bytes::copy_from_slice(&part)),
        Reached::Elsewhere(_) => {
            Err(Error::system("an offloaded value wasn't fetched: this is a defect of the engine"))
        }
    }
}
