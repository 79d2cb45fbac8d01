//! Columns and rows of one container whose layers are in order.

use super::super::model::{Drawing, Look};
use super::layers::{Layers, Link, NodeIndex};

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
    sweep(layers, SWEEPS, 6);
}

/// The same once more, when it is known where on their boxes wires end.
pub(super) fn settle(layers: &mut Layers) {
    sweep(layers, SWEEPS / 2, 0);
}

/// Pulls all layers, again and again; the first few times only from above or from below.
fn sweep(layers: &mut Layers, times: usize, one_sided: usize) {
    let count = layers.layers.len();
    for sweep in 0..times {
        for step in 0..count {
            let layer = if sweep % 2 == 0 { step } else { count - 1 - step };
            let both = sweep >= one_sided;
            let (up, down) = (both || sweep % 2 == 0, both || sweep % 2 == 1);
            pull(layers, layer, up, down);
        }
    }
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
    let mut add = |link: &Link, other: NodeIndex, x: f64| {
        // A box that a trunk feeds in passing doesn't hold it, and isn't held by it.
        let passing = link.ends && layers.out[link.upper].len() > 1;
        let pull = match (joint(node), joint(other)) {
            (true, false) | (false, true) if passing => 0.4,
            (true, true) => 6.0,
            (false, false) => 1.0,
            _ => 2.0,
        };
        sum += pull * x;
        weight += pull;
    };
    let into = if up { layers.into[node].as_slice() } else { &[] };
    for link in into.iter().map(|link| &layers.links[*link]) {
        add(link, link.upper, layers.nodes[link.upper].x + link.upper_offset - link.lower_offset);
    }
    let out = if down { layers.out[node].as_slice() } else { &[] };
    for link in out.iter().map(|link| &layers.links[*link]) {
        add(link, link.lower, layers.nodes[link.lower].x + link.lower_offset - link.upper_offset);
    }
    if weight == 0.0 { (layers.nodes[node].x, 0.1) } else { (sum / weight, weight) }
}

/// Makes wires straight where there is room for it: a chain of joints stands in the column of what it ends at, or
/// else of what it starts at.
pub(super) fn straighten(layers: &mut Layers) {
    let mut place = vec![(0, 0); layers.nodes.len()];
    for (layer, row) in layers.layers.iter().enumerate() {
        for (index, node) in row.iter().enumerate() {
            place[*node] = (layer, index);
        }
    }
    let mut done = vec![false; layers.nodes.len()];
    for start in 0..layers.nodes.len() {
        if done[start] || layers.nodes[start].item.is_some() {
            continue;
        }
        let chain = chain_from(layers, start);
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for node in &chain {
            done[*node] = true;
            let (layer, index) = place[*node];
            let (left, right) = room(layers, &layers.layers[layer], index);
            (low, high) = (low.max(left), high.min(right));
        }
        if low > high {
            continue;
        }
        let last = chain[chain.len() - 1];
        let up = layers.into[start].iter().map(|link| &layers.links[*link]);
        let up = up.map(|link| layers.nodes[link.upper].x + link.upper_offset);
        let down = layers.out[last].iter().map(|link| &layers.links[*link]);
        let down = down.map(|link| layers.nodes[link.lower].x + link.lower_offset);
        // A fork stands below its source, a single wire above its target.
        let fork = layers.out[last].len() > 1;
        let ends: Vec<f64> = if fork { up.chain(down).collect() } else { down.chain(up).collect() };
        let free = ends.iter().copied().find(|x| (low..=high).contains(x));
        let x = free.or(ends.first().copied()).unwrap_or(layers.nodes[start].x).clamp(low, high);
        for node in &chain {
            layers.nodes[*node].x = x;
        }
    }
}

/// The joints from one on that have nothing but each other below.
fn chain_from(layers: &Layers, start: NodeIndex) -> Vec<NodeIndex> {
    let mut chain = vec![start];
    let mut last = start;
    while let [link] = layers.out[last].as_slice() {
        last = layers.links[*link].lower;
        if layers.nodes[last].item.is_some() {
            break;
        }
        chain.push(last);
    }
    chain
}

/// Where a node of a row may move without touching its neighbours.
fn room(layers: &Layers, row: &[NodeIndex], index: usize) -> (f64, f64) {
    let node = row[index];
    let space = |other: NodeIndex| (layers.nodes[other].width + layers.nodes[node].width) / 2.0;
    let low = index.checked_sub(1).map(|left| row[left]);
    let low = low.map(|left| layers.nodes[left].x + space(left) + gap(layers, left, node));
    let high = row
        .get(index + 1)
        .map(|right| layers.nodes[*right].x - space(*right) - gap(layers, node, *right));
    (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY))
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
            let plain = row.iter().all(|node| layers.nodes[*node].height == 0.0);
            let least = match (layer % 2, plain) {
                (0, true) => 4.0,
                (0, false) => 18.0,
                (_, true) => 6.0,
                (_, false) => 12.0,
            };
            y += least + (far * 0.12).min(30.0);
        }
        let height = row.iter().map(|node| layers.nodes[*node].height).fold(0.0, f64::max);
        for node in &layers.layers[layer] {
            // Arms hang from one line.
            let arm = layers.nodes[*node].fixed.is_some();
            layers.nodes[*node].y = y + if arm { layers.nodes[*node].height } else { height } / 2.0;
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
