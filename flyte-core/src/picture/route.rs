//! Cuts wires at the borders of groups: every container gets edges between its own items, and points where
//! values pass its border.

use std::collections::HashMap;

use super::model::{ContainerId, Drawing, ItemId, Line, Look, Place};

/// An edge between two items of one container.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) from: End,
    pub(super) to: End,
    /// One line per value that it carries into its target.
    pub(super) labels: Vec<String>,
    pub(super) line: Line,
}

/// An end of an edge: an item, and for a group the item inside it that the edge really means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct End {
    pub(super) item: ItemId,
    pub(super) port: Option<ItemId>,
}

impl End {
    /// What is at the end: the port or the item itself.
    pub(super) fn target(self) -> ItemId {
        self.port.unwrap_or(self.item)
    }
}

/// The edges of every container.
pub(super) fn route(drawing: &mut Drawing) -> Vec<Vec<Edge>> {
    let mut routes = Routes { edges: Vec::new(), known: HashMap::new(), passes: HashMap::new() };
    routes.edges.resize_with(drawing.containers.len(), Vec::new);
    let wires = std::mem::take(&mut drawing.wires);
    for wire in &wires {
        routes.wire(drawing, wire.from, wire.to, &wire.label, wire.line);
    }
    drawing.wires = wires;
    routes.edges
}

struct Routes {
    edges: Vec<Vec<Edge>>,
    known: HashMap<(End, End, Line), usize>,
    /// Where a value enters a container.
    passes: HashMap<(ContainerId, ItemId), ItemId>,
}

impl Routes {
    fn wire(&mut self, drawing: &mut Drawing, from: ItemId, to: ItemId, label: &str, line: Line) {
        let (home, start) = seen_outside(drawing, from, Place::Exit);
        let (mut container, mut end) = seen_outside(drawing, to, Place::Entry);
        let mut label = Some(label);
        while container != home {
            let Some(parent) = drawing.parent(container) else { return };
            let pass = match self.passes.get(&(container, from)) {
                Some(pass) => *pass,
                None => {
                    let pass = drawing.add(container, Place::Entry, Look::Point, "");
                    self.passes.insert((container, from), pass);
                    pass
                }
            };
            self.edge(container, End { item: pass, port: None }, end, label.take(), line);
            let item = drawing.containers[container].item.unwrap_or_default();
            end = End { item, port: Some(pass) };
            container = parent;
        }
        self.edge(container, start, end, label, line);
    }

    fn edge(
        &mut self,
        container: ContainerId,
        from: End,
        to: End,
        label: Option<&str>,
        line: Line,
    ) {
        let edges = &mut self.edges[container];
        let index = *self.known.entry((from, to, line)).or_insert_with(|| {
            edges.push(Edge { from, to, labels: Vec::new(), line });
            edges.len() - 1
        });
        let labels = &mut edges[index].labels;
        match label {
            Some(label) if !label.is_empty() && !labels.iter().any(|known| known == label) => {
                labels.push(label.to_owned());
            }
            _ => {}
        }
    }
}

/// The container that an item is connected in. Exits of a group are sources outside of it, its entries are
/// targets there.
fn seen_outside(drawing: &Drawing, item: ItemId, place: Place) -> (ContainerId, End) {
    let inside = drawing.items[item].container;
    match (
        drawing.items[item].place == place,
        drawing.parent(inside),
        drawing.containers[inside].item,
    ) {
        (true, Some(parent), Some(group)) => (parent, End { item: group, port: Some(item) }),
        _ => (inside, End { item, port: None }),
    }
}
