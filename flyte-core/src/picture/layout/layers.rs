//! The layers of one container: its items and the joints of wires that pass a layer.
//!
//! Items stand in even layers, labels of wires in odd ones, so that a label never meets a box. Wires from one
//! source share a trunk of joints and leave it right above their target.

use std::collections::HashMap;

use super::super::metrics;
use super::super::model::{ContainerId, Drawing, Item, ItemId, Look, Place};
use super::super::route::{Edge, End};
use super::{Inside, Rect};

/// An index into [`Layers::nodes`].
pub(super) type NodeIndex = usize;

/// One container in layers.
pub(super) struct Layers {
    pub(super) nodes: Vec<LayerNode>,
    /// The nodes of every layer, from left to right.
    pub(super) layers: Vec<Vec<NodeIndex>>,
    pub(super) links: Vec<Link>,
    /// Links by their lower and their upper end.
    pub(super) into: Vec<Vec<usize>>,
    pub(super) out: Vec<Vec<usize>>,
    /// Top and height of every layer.
    pub(super) rows: Vec<(f64, f64)>,
}

/// An item, a joint or a label.
pub(super) struct LayerNode {
    pub(super) item: Option<ItemId>,
    pub(super) labels: Vec<String>,
    pub(super) layer: usize,
    pub(super) width: f64,
    pub(super) height: f64,
    /// The centre.
    pub(super) x: f64,
    pub(super) y: f64,
    /// Arms keep their order.
    pub(super) fixed: Option<u32>,
    /// Headings stand leftmost (-1) or rightmost (1).
    pub(super) side: i8,
}

/// Part of a wire, from one layer to the next.
pub(super) struct Link {
    pub(super) upper: NodeIndex,
    pub(super) lower: NodeIndex,
    /// How far from the centres it begins and ends.
    pub(super) upper_offset: f64,
    pub(super) lower_offset: f64,
    /// The edge that it belongs to, or one of them.
    pub(super) edge: usize,
    /// Whether it begins at an item.
    pub(super) starts: bool,
    /// Whether it ends at an item.
    pub(super) ends: bool,
}

impl Layers {
    /// Layers and joints; `None` when there are too many joints.
    pub(super) fn new(
        drawing: &Drawing,
        container: ContainerId,
        edges: &[Edge],
        insides: &[Option<Inside>],
        budget: &mut usize,
    ) -> Option<Self> {
        let items = &drawing.containers[container].items;
        let ranks = ranks(drawing, items, edges);
        let mut layers = Layers {
            nodes: Vec::new(),
            layers: vec![Vec::new(); ranks.values().max().map_or(1, |last| last + 1)],
            links: Vec::new(),
            into: Vec::new(),
            out: Vec::new(),
            rows: Vec::new(),
        };
        let mut index: HashMap<ItemId, NodeIndex> = HashMap::new();
        for id in items {
            let item = &drawing.items[*id];
            let (width, height) = match item.body.and_then(|body| insides[body].as_ref()) {
                Some(inside) => (inside.width, inside.height),
                None => metrics::size(item),
            };
            let node = layers.node(Some(*id), Vec::new(), ranks[id], (width, height));
            layers.nodes[node].fixed = item.rank_order;
            layers.nodes[node].side = side(drawing, item);
            index.insert(*id, node);
        }
        layers.trunks(edges, &ranks, &index, budget)?;
        for (number, link) in layers.links.iter_mut().enumerate() {
            layers.out[link.upper].push(number);
            layers.into[link.lower].push(number);
            let offset = |end: End| port_offset(drawing, insides, end);
            if link.starts {
                link.upper_offset = offset(edges[link.edge].from);
            }
            if link.ends {
                link.lower_offset = offset(edges[link.edge].to);
            }
        }
        Some(layers)
    }

    fn node(
        &mut self,
        item: Option<ItemId>,
        labels: Vec<String>,
        layer: usize,
        size: (f64, f64),
    ) -> NodeIndex {
        let node = self.nodes.len();
        let (width, height) = size;
        self.nodes.push(LayerNode {
            item,
            labels,
            layer,
            width,
            height,
            x: 0.0,
            y: 0.0,
            fixed: None,
            side: 0,
        });
        self.layers[layer].push(node);
        self.into.push(Vec::new());
        self.out.push(Vec::new());
        node
    }

    fn trunks(
        &mut self,
        edges: &[Edge],
        ranks: &HashMap<ItemId, usize>,
        index: &HashMap<ItemId, NodeIndex>,
        budget: &mut usize,
    ) -> Option<()> {
        // The joints of each source's trunk, by layer; labels by target layer and words.
        let mut joints: HashMap<(End, usize), NodeIndex> = HashMap::new();
        let mut labels: HashMap<(End, usize, &[String]), NodeIndex> = HashMap::new();
        for (number, edge) in edges.iter().enumerate() {
            let (source, target) = (index[&edge.from.item], index[&edge.to.item]);
            let (top, bottom) = (ranks[&edge.from.item], ranks[&edge.to.item]);
            let trunk_end = if edge.labels.is_empty() { bottom - 1 } else { bottom - 2 };
            let mut above = source;
            for layer in top + 1..=trunk_end {
                above = match joints.get(&(edge.from, layer)) {
                    Some(joint) => *joint,
                    None => {
                        *budget = budget.checked_sub(1)?;
                        let joint = self.node(None, Vec::new(), layer, (0.0, 0.0));
                        self.link(above, joint, number, above == source, false);
                        joints.insert((edge.from, layer), joint);
                        joint
                    }
                };
            }
            if !edge.labels.is_empty() {
                above = match labels.get(&(edge.from, bottom, edge.labels.as_slice())) {
                    Some(label) => *label,
                    None => {
                        *budget = budget.checked_sub(1)?;
                        let width = edge
                            .labels
                            .iter()
                            .map(|label| metrics::mono(label, metrics::LABEL))
                            .fold(0.0, f64::max);
                        let size =
                            (width + 10.0, edge.labels.len() as f64 * metrics::LABEL_LINE + 4.0);
                        let label = self.node(None, edge.labels.clone(), bottom - 1, size);
                        self.link(above, label, number, above == source, false);
                        labels.insert((edge.from, bottom, &edge.labels), label);
                        label
                    }
                };
            }
            self.link(above, target, number, false, true);
        }
        Some(())
    }

    fn link(&mut self, upper: NodeIndex, lower: NodeIndex, edge: usize, starts: bool, ends: bool) {
        self.links.push(Link {
            upper,
            lower,
            upper_offset: 0.0,
            lower_offset: 0.0,
            edge,
            starts,
            ends,
        });
    }

    /// Where the items are, relative to the container.
    pub(super) fn boxes(&self) -> HashMap<ItemId, Rect> {
        let rect = |node: &LayerNode| Rect {
            x: node.x - node.width / 2.0,
            y: node.y - node.height / 2.0,
            width: node.width,
            height: node.height,
        };
        self.nodes.iter().filter_map(|node| Some((node.item?, rect(node)))).collect()
    }
}

/// On which side of its layer an item stands. The heading of a branch's first arm stands on the right, nearest
/// to the decision, so that the wires into the arms don't cross those from the decision.
fn side(drawing: &Drawing, item: &Item) -> i8 {
    let group = drawing.containers[item.container].item.map(|group| &drawing.items[group]);
    match item.look {
        Look::Heading => -1,
        Look::Arm if group.is_some_and(|arm| arm.rank_order == Some(0)) => 1,
        Look::Arm => -1,
        _ => 0,
    }
}

/// How far right of a group's centre a port is.
fn port_offset(drawing: &Drawing, insides: &[Option<Inside>], end: End) -> f64 {
    let inside = drawing.items[end.item].body.and_then(|body| insides[body].as_ref());
    match (inside, end.port) {
        (Some(inside), Some(port)) => {
            let rect = inside.boxes[&port];
            rect.x + rect.width / 2.0 - inside.width / 2.0
        }
        _ => 0.0,
    }
}

/// The layer of every item: the longest way from the top, all even. Entries come first, exits last.
fn ranks(drawing: &Drawing, items: &[ItemId], edges: &[Edge]) -> HashMap<ItemId, usize> {
    let place = |item: ItemId| drawing.items[item].place;
    let has_entries = items.iter().any(|item| place(*item) == Place::Entry);
    let base = if has_entries { 2 } else { 0 };
    let mut below: HashMap<ItemId, Vec<ItemId>> = HashMap::new();
    let mut above: HashMap<ItemId, Vec<ItemId>> = HashMap::new();
    for edge in edges {
        below.entry(edge.from.item).or_default().push(edge.to.item);
        above.entry(edge.to.item).or_default().push(edge.from.item);
    }
    let none = Vec::new();
    let mut ranks: HashMap<ItemId, usize> = HashMap::new();
    // Items are made in an order in which wires only point forward, except that exits may be made early.
    let body = || items.iter().copied().filter(|item| place(*item) == Place::Body);
    for item in items.iter().copied().filter(|item| place(*item) == Place::Entry) {
        ranks.insert(item, 0);
    }
    for item in body() {
        let over = above.get(&item).unwrap_or(&none);
        let rank = over.iter().filter_map(|from| ranks.get(from)).map(|rank| rank + 2).max();
        ranks.insert(item, rank.unwrap_or(base).max(base));
    }
    // What waits for nothing stands right above where it is used.
    for item in body().collect::<Vec<_>>().into_iter().rev() {
        let free = above.get(&item).is_none_or(Vec::is_empty);
        let under = below.get(&item).unwrap_or(&none);
        if let (true, Some(next)) = (free, under.iter().filter_map(|to| ranks.get(to)).min()) {
            ranks.insert(item, next.saturating_sub(2).max(base));
        }
    }
    let last = body().map(|item| ranks[&item] + 2).max().unwrap_or(base);
    for item in items.iter().copied().filter(|item| place(*item) == Place::Exit) {
        ranks.insert(item, last);
    }
    ranks
}
