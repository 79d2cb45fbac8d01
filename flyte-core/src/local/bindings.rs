//! The value of a binding, where it is read.

use bytes::Bytes;
use flyte_types::wire;

use super::scheduler::{FrameId, Frames, Status, Value};
use crate::error::Error;
use crate::graph::{Binding, Reference, Source};

/// The value of a binding read in a frame. Empty: an optional input that isn't there.
pub(crate) fn resolve(
    frames: &mut Frames,
    frame: FrameId,
    binding: &Binding,
) -> Result<Bytes, Error> {
    match binding {
        Binding::Literal(bytes) => Ok(bytes.clone()),
        Binding::Promise(promise) => reference(frames, frame, promise),
        Binding::List(items) => {
            let items = items
                .iter()
                .map(|item| resolve(frames, frame, item).map(present))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(wire::list_of(items.iter().map(|item| &item[..])))
        }
        Binding::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, item)| Ok((key.as_str(), present(resolve(frames, frame, item)?))))
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
) -> Result<Bytes, Error> {
    let lost =
        || Error::system("a value that a node reads isn't there: this is a defect of the engine");
    let frame = frames.get_mut(id).ok_or_else(lost)?;
    let whole = match reference.source {
        Source::Node(node) => {
            let plan = &frame.plan;
            let (home, slot) = (plan.graph.node(node).scope, plan.slot(node));
            if home == frame.scope {
                return own(frame.node_mut(slot), reference).ok_or_else(lost)?;
            }
            let mut frame = &*frame;
            while frame.scope != home {
                frame =
                    frame.owner.and_then(|owner| frames.get(owner.at.frame)).ok_or_else(lost)?;
            }
            frame.node(slot).value.get(reference.output).ok_or_else(lost)?.clone()
        }
        Source::Element(scope) => {
            let mut frame = &*frame;
            while frame.scope != scope {
                frame =
                    frame.owner.and_then(|owner| frames.get(owner.at.frame)).ok_or_else(lost)?;
            }
            frame.element.clone()
        }
        Source::Inputs => {
            let mut frame = &*frame;
            while frame.scope != crate::graph::ScopeId::ROOT {
                frame =
                    frame.owner.and_then(|owner| frames.get(owner.at.frame)).ok_or_else(lost)?;
            }
            frame.inputs.get(reference.output as usize).ok_or_else(lost)?.clone()
        }
    };
    part(&whole, reference)
}

/// The output of a node of the same frame: whoever reads it last takes it.
fn own(
    node: &mut super::scheduler::NodeState,
    reference: &Reference,
) -> Option<Result<Bytes, Error>> {
    if node.status != Status::Done {
        return None;
    }
    node.uses = node.uses.saturating_sub(1);
    if node.uses > 0 {
        let whole = node.value.get(reference.output)?;
        return Some(part(whole, reference));
    }
    match std::mem::replace(&mut node.value, Value::Nothing) {
        Value::One(value) if reference.path.is_whole() => Some(Ok(value)),
        last => Some(part(last.get(reference.output)?, reference)),
    }
}

fn part(whole: &Bytes, reference: &Reference) -> Result<Bytes, Error> {
    if reference.path.is_whole() {
        return Ok(whole.clone());
    }
    if whole.is_empty() {
        let why = format!("`{}` of an optional value that isn't there", reference.path);
        return Err(Error::fatal(why));
    }
    wire::resolve(whole, &reference.path.steps()).map_err(Error::fatal)
}
