//! Where everything goes. Containers are laid out from the inside out, each in layers from top to bottom; a
//! finished group is one box of the container around it.

mod layers;
mod order;
mod place;
mod wires;

use std::collections::HashMap;

use self::layers::Layers;
use super::metrics;
use super::model::{Container, Drawing, Frame, ItemId, Line, Look};
use super::route::Edge;
use crate::error::Error;

/// The biggest graph that becomes an SVG.
const NODES: usize = 3_000;
/// How many joints of wires one picture may have at most.
pub(super) const JOINTS: usize = 150_000;

/// A picture with a place for everything.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The place of every item, absolute.
    pub(super) boxes: Vec<Rect>,
    /// All pieces of wires, absolute.
    pub(super) pieces: Vec<Piece>,
    pub(super) labels: Vec<Label>,
}

/// A rectangle by its upper left corner and size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Part of a wire: from a point straight down to `turn`, across to the other column, straight down again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) from: (f64, f64),
    /// Where the curve begins and ends.
    pub(super) turn: (f64, f64),
    pub(super) to: (f64, f64),
    pub(super) line: Line,
    /// Whether it ends in an arrow head.
    pub(super) arrow: bool,
}

/// The words on a wire, centred.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub(super) lines: Vec<String>,
    pub(super) at: Rect,
}

/// Refuses what nobody could look at.
pub(super) fn check_size(nodes: usize) -> Result<(), Error> {
    if nodes > NODES {
        return Err(Error::msg(format!("too big to draw: {nodes} nodes; use --format dot")));
    }
    Ok(())
}

/// A finished container, its upper left corner at the origin.
pub(super) struct Inside {
    width: f64,
    height: f64,
    /// The boxes of its own items.
    boxes: HashMap<ItemId, Rect>,
    layers: Layers,
}

/// Space between a container's frame and what is in it: sides, top, bottom.
fn padding(container: &Container) -> (f64, f64, f64) {
    match container.frame {
        Frame::Picture => (28.0, 70.0, 28.0),
        Frame::Branch => (14.0, 10.0, 12.0),
        Frame::Arm => (16.0, 12.0, 10.0),
        Frame::Map => (20.0, 12.0, 18.0),
        Frame::Workflow => (16.0, 14.0, 14.0),
    }
}

/// Lays out a drawing, with at most so many joints of wires.
pub(super) fn place(
    drawing: &Drawing,
    edges: &[Vec<Edge>],
    mut joints: usize,
) -> Result<Placed, Error> {
    let nodes = drawing.items.iter().filter(|item| item.look != Look::Point).count();
    check_size(nodes)?;
    let mut insides: Vec<Option<Inside>> = Vec::new();
    insides.resize_with(drawing.containers.len(), || None);
    // Inner containers have greater ids.
    for id in (0..drawing.containers.len()).rev() {
        let layers =
            Layers::new(drawing, id, &edges[id], &insides, &mut joints).ok_or_else(|| {
                Error::msg(format!(
                    "too big to draw: {nodes} nodes and their wires; use --format dot"
                ))
            })?;
        insides[id] = Some(finish(drawing, id, layers));
    }
    let mut placed = Placed {
        width: 0.0,
        height: 0.0,
        boxes: vec![Rect::default(); drawing.items.len()],
        pieces: Vec::new(),
        labels: Vec::new(),
    };
    let mut corners = vec![(0.0, 0.0); drawing.containers.len()];
    for (id, inside) in insides.iter().enumerate() {
        let Some(inside) = inside else { continue };
        let (left, top) = corners[id];
        for item in &drawing.containers[id].items {
            let rect = inside.boxes[item];
            let rect = Rect { x: rect.x + left, y: rect.y + top, ..rect };
            placed.boxes[*item] = rect;
            if let Some(body) = drawing.items[*item].body {
                corners[body] = (rect.x, rect.y);
            }
        }
    }
    for (id, inside) in insides.iter().enumerate() {
        if let Some(inside) = inside {
            wires::wires(drawing, &edges[id], &inside.layers, corners[id], &mut placed);
        }
    }
    if let Some(picture) = &insides[0] {
        let title =
            metrics::sans(&drawing.title, 18.0).max(metrics::sans(&drawing.subtitle, 11.5)) + 64.0;
        (placed.width, placed.height) = (picture.width.max(title), picture.height);
    }
    Ok(placed)
}

fn finish(drawing: &Drawing, id: usize, mut layers: Layers) -> Inside {
    order::order(&mut layers);
    place::columns(&mut layers);
    place::ends(drawing, &mut layers);
    place::settle(&mut layers);
    place::ends(drawing, &mut layers);
    place::straighten(&mut layers);
    place::rows(&mut layers);
    let (side, top, bottom) = padding(&drawing.containers[id]);
    let (width, height) = place::shift(&mut layers, side, top, bottom);
    let boxes = layers.boxes();
    Inside { width, height, boxes, layers }
}
