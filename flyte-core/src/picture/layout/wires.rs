//! The wires of a container, once everything has its place.

use super::super::model::{Drawing, Look};
use super::super::route::Edge;
use super::layers::Layers;
use super::{Label, Piece, Placed, Rect};

/// The wires of one container whose corner is known, with the boxes of all items.
pub(super) fn wires(
    drawing: &Drawing,
    edges: &[Edge],
    layers: &Layers,
    corner: (f64, f64),
    placed: &mut Placed,
) {
    let (left, top) = corner;
    for link in &layers.links {
        let edge = &edges[link.edge];
        let (upper, lower) = (&layers.nodes[link.upper], &layers.nodes[link.lower]);
        let (above, below) = (layers.rows[upper.layer], layers.rows[lower.layer]);
        let turn = (above.0 + above.1 + top, below.0 + top);
        let from_x = upper.x + link.upper_offset + left;
        let to_x = lower.x + link.lower_offset + left;
        let from_y = match link.starts {
            true => {
                let rect = placed.boxes[edge.from.target()];
                rect.y + rect.height
            }
            // A label is written over its wire.
            false if upper.labels.is_empty() => turn.0,
            false => upper.y + upper.height / 2.0 + top,
        };
        let (to_y, arrow) = match link.ends {
            true => {
                let target = edge.to.target();
                (placed.boxes[target].y, drawing.items[target].look != Look::Point)
            }
            false if lower.labels.is_empty() => (turn.1 + below.1, false),
            false => (lower.y - lower.height / 2.0 + top, false),
        };
        placed.pieces.push(Piece {
            from: (from_x, from_y),
            turn,
            to: (to_x, to_y),
            line: edge.line,
            arrow,
        });
    }
    for node in layers.nodes.iter().filter(|node| !node.labels.is_empty()) {
        let at = Rect {
            x: node.x - node.width / 2.0 + left,
            y: node.y - node.height / 2.0 + top,
            width: node.width,
            height: node.height,
        };
        placed.labels.push(Label { lines: node.labels.clone(), at });
    }
}
