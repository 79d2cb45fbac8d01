//! Columns, rows and wires of one container whose layers are in order.

use super::super::model::{Drawing, Look};
use super::super::route::Edge;
use super::layers::{Layers, NodeIndex};
use super::{Label, Piece, Placed, Rect};

const SWEEPS: usize = 40;

/// Space between two neighbours.
fn gap(layers: &Layers, left: NodeIndex, right: NodeIndex) -> f64 {
    let joint = |node: NodeIndex| layers.nodes[node].item.is_none();
    match (joint(left), joint(right)) {
        (true, true) => 16.0,
        (false, false) => 28.0,
        _ => 20.0,
    }
}

/// Centres of all nodes: each layer is moved to where its neighbours pull it, as near as its order and the
/// space between its nodes allow (least squares), again and again.
pub(super) fn columns(layers: &mut Layers) {
    for row in layers.layers.clone() {
        let mut x = 0.0;
        for (index, node) in row.iter().enumerate() {
            if index > 0 {
                x += layers.nodes[row[index - 1]].width / 2.0
                    + gap(layers, row[index - 1], *node)
                    + layers.nodes[*node].width / 2.0;
            }
            layers.nodes[*node].x = x;
        }
        for node in &row {
            layers.nodes[*node].x -= x / 2.0;
        }
    }
    let count = layers.layers.len();
    for sweep in 0..SWEEPS {
        for step in 0..count {
            let layer = if sweep % 2 == 0 { step } else { count - 1 - step };
            let both = sweep >= 6;
            let (up, down) = (both || sweep % 2 == 0, both || sweep % 2 == 1);
            pull(layers, layer, up, down);
        }
    }
    straighten(layers);
}

fn pull(layers: &mut Layers, layer: usize, up: bool, down: bool) {
    let row = layers.layers[layer].clone();
    let wanted: Vec<(f64, f64)> = row.iter().map(|node| wish(layers, *node, up, down)).collect();
    // Without the space between them the nodes are only to be in order: pool those that aren't.
    let mut shift = 0.0;
    let mut shifts = Vec::with_capacity(row.len());
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (index, node) in row.iter().enumerate() {
        if index > 0 {
            let left = row[index - 1];
            shift += layers.nodes[left].width / 2.0
                + gap(layers, left, *node)
                + layers.nodes[*node].width / 2.0;
        }
        shifts.push(shift);
        let (x, weight) = wanted[index];
        let mut pool = ((x - shift) * weight, weight, 1);
        while let Some(last) = pools.last() {
            if last.0 / last.1 <= pool.0 / pool.1 {
                break;
            }
            pool = (pool.0 + last.0, pool.1 + last.1, pool.2 + last.2);
            pools.pop();
        }
        pools.push(pool);
    }
    let mut index = 0;
    for (sum, weight, count) in pools {
        for _ in 0..count {
            layers.nodes[row[index]].x = sum / weight + shifts[index];
            index += 1;
        }
    }
}

/// Where a node is pulled, and how strongly. Wires that only pass pull hardest, so that they get straight.
fn wish(layers: &Layers, node: NodeIndex, up: bool, down: bool) -> (f64, f64) {
    let joint = |node: NodeIndex| layers.nodes[node].item.is_none();
    let (mut sum, mut weight) = (0.0, 0.0);
    let mut add = |other: NodeIndex, x: f64| {
        let pull = match (joint(node), joint(other)) {
            (true, true) => 6.0,
            (false, false) => 1.0,
            _ => 2.0,
        };
        sum += pull * x;
        weight += pull;
    };
    let into = if up { layers.into[node].as_slice() } else { &[] };
    for link in into.iter().map(|link| &layers.links[*link]) {
        add(link.upper, layers.nodes[link.upper].x + link.upper_offset - link.lower_offset);
    }
    let out = if down { layers.out[node].as_slice() } else { &[] };
    for link in out.iter().map(|link| &layers.links[*link]) {
        add(link.lower, layers.nodes[link.lower].x + link.lower_offset - link.upper_offset);
    }
    if weight == 0.0 { (layers.nodes[node].x, 0.1) } else { (sum / weight, weight) }
}

/// Makes chains of joints exactly straight where their neighbours leave the space.
fn straighten(layers: &mut Layers) {
    let mut place = vec![(0, 0); layers.nodes.len()];
    for (layer, row) in layers.layers.iter().enumerate() {
        for (index, node) in row.iter().enumerate() {
            place[*node] = (layer, index);
        }
    }
    let joint = |layers: &Layers, node: NodeIndex| layers.nodes[node].item.is_none();
    let mut done = vec![false; layers.nodes.len()];
    for start in 0..layers.nodes.len() {
        if done[start] || !joint(layers, start) {
            continue;
        }
        let mut chain = vec![start];
        while let [link] = layers.out[chain[chain.len() - 1]].as_slice() {
            let next = layers.links[*link].lower;
            if !joint(layers, next) {
                break;
            }
            chain.push(next);
        }
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for node in &chain {
            done[*node] = true;
            let (layer, index) = place[*node];
            let row = &layers.layers[layer];
            let half = layers.nodes[*node].width / 2.0;
            if index > 0 {
                let left = row[index - 1];
                low = low.max(
                    layers.nodes[left].x
                        + layers.nodes[left].width / 2.0
                        + gap(layers, left, *node)
                        + half,
                );
            }
            if let Some(right) = row.get(index + 1) {
                high = high.min(
                    layers.nodes[*right].x
                        - layers.nodes[*right].width / 2.0
                        - gap(layers, *node, *right)
                        - half,
                );
            }
        }
        // The column of what the chain starts or ends at, if it is free, else the middle.
        let ends = layers.into[start]
            .iter()
            .map(|link| &layers.links[*link])
            .map(|link| layers.nodes[link.upper].x + link.upper_offset)
            .chain(
                layers.out[chain[chain.len() - 1]]
                    .iter()
                    .map(|link| &layers.links[*link])
                    .map(|link| layers.nodes[link.lower].x + link.lower_offset),
            );
        let middle =
            chain.iter().map(|node| layers.nodes[*node].x).sum::<f64>() / chain.len() as f64;
        let wanted =
            ends.min_by(|left, right| (left - middle).abs().total_cmp(&(right - middle).abs()));
        let wanted = wanted.filter(|wanted| (wanted - middle).abs() < 12.0).unwrap_or(middle);
        if low <= high {
            for node in &chain {
                layers.nodes[*node].x = wanted.clamp(low, high);
            }
        }
    }
}

/// Tops of all layers. Wires that have far to go sideways get more height.
pub(super) fn rows(layers: &mut Layers) {
    let mut y = 0.0;
    for layer in 0..layers.layers.len() {
        let row = &layers.layers[layer];
        if layer > 0 {
            let links =
                row.iter().flat_map(|node| &layers.into[*node]).map(|link| &layers.links[*link]);
            let far = links
                .map(|link| {
                    let (upper, lower) = (&layers.nodes[link.upper], &layers.nodes[link.lower]);
                    (upper.x + link.upper_offset - lower.x - link.lower_offset).abs()
                })
                .fold(0.0, f64::max);
            let arrow = if layer % 2 == 0 { 18.0 } else { 10.0 };
            y += (arrow + far * 0.10).min(44.0);
        }
        let height = row.iter().map(|node| layers.nodes[*node].height).fold(0.0, f64::max);
        for node in &layers.layers[layer] {
            layers.nodes[*node].y = y + height / 2.0;
        }
        layers.rows.push((y, height));
        y += height;
    }
}

/// Moves everything into the frame; gives the frame's size.
pub(super) fn shift(layers: &mut Layers, side: f64, top: f64, bottom: f64) -> (f64, f64) {
    let left =
        layers.nodes.iter().map(|node| node.x - node.width / 2.0).fold(f64::INFINITY, f64::min);
    let right =
        layers.nodes.iter().map(|node| node.x + node.width / 2.0).fold(f64::NEG_INFINITY, f64::max);
    let (left, right) = if layers.nodes.is_empty() { (0.0, 0.0) } else { (left, right) };
    for node in &mut layers.nodes {
        node.x += side - left;
        node.y += top;
    }
    for row in &mut layers.rows {
        row.0 += top;
    }
    let height = layers.rows.last().map_or(0.0, |(y, height)| y + height);
    (right - left + 2.0 * side, height + bottom + if layers.nodes.is_empty() { top } else { 0.0 })
}

/// Spreads the wires that reach a box over its upper side, in the order of where they come from. All that leave
/// it leave at one point.
pub(super) fn ends(drawing: &Drawing, layers: &mut Layers) {
    for node in 0..layers.nodes.len() {
        let Some(item) = layers.nodes[node].item else { continue };
        let item = &drawing.items[item];
        if item.body.is_some() || item.look == Look::Point {
            continue;
        }
        let reach = if item.look == Look::Decision { 0.2 } else { 0.7 };
        let width = layers.nodes[node].width * reach;
        let mut into = layers.into[node].clone();
        into.sort_by(|left, right| {
            let x = |link: &usize| {
                let link = &layers.links[*link];
                layers.nodes[link.upper].x + link.upper_offset
            };
            x(left).total_cmp(&x(right))
        });
        for (link, offset) in into.iter().zip(spread(into.len(), width)) {
            layers.links[*link].lower_offset = offset;
        }
    }
}

fn spread(count: usize, width: f64) -> impl Iterator<Item = f64> {
    let step = if count > 1 { (width / (count - 1) as f64).min(26.0) } else { 0.0 };
    (0..count).map(move |index| (index as f64 - (count as f64 - 1.0) / 2.0) * step)
}

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
