//! Where an input's value comes from.

use bytes::Bytes;

use super::node::{NodeId, ScopeId};
use super::path::Path;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Binding {
    /// A constant: the bytes of a `Literal` message. Empty: nothing is bound (an absent optional input).
    Literal(Bytes),
    /// A promise.
    Promise(Reference),
    /// A list, element by element.
    List(Vec<Binding>),
    /// A map with text keys, sorted by key.
    Map(Vec<(String, Binding)>),
}

/// An output of something, and the way into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Whose output.
    pub source: Source,
    /// Which of its outputs (or of the workflow's inputs), by position; 0 for an element.
    pub output: u32,
    /// The way into the value: fields, indexes, keys.
    pub path: Path,
}

/// What has outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The workflow's inputs.
    Inputs,
    /// A node.
    Node(NodeId),
    /// The element that the body of a map runs for.
    Element(ScopeId),
}

impl Binding {
    /// Calls `visit` for every promise in it.
    pub fn for_each_reference(&self, visit: &mut dyn FnMut(&Reference)) {
        match self {
            Binding::Literal(_) => {}
            Binding::Promise(reference) => visit(reference),
            Binding::List(items) => items.iter().for_each(|item| item.for_each_reference(visit)),
            Binding::Map(items) => {
                items.iter().for_each(|(_, item)| item.for_each_reference(visit))
            }
        }
    }
}
