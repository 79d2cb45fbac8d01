//! The order within layers: barycentres, a few sweeps up and down, the arrangement with the fewest crossings wins.

use super::layers::{Layers, NodeIndex};

const SWEEPS: usize = 12;

/// The biggest container whose neighbours are also swapped one by one.
const SMALL: usize = 200;

/// Orders every layer, starting from the order in which things were made and from its mirror image.
pub(super) fn order(layers: &mut Layers) {
    let start = layers.layers.clone();
    let fewest = sweep(layers);
    if fewest > 0 {
        let best = std::mem::replace(&mut layers.layers, start);
        layers.layers.iter_mut().for_each(|layer| layer.reverse());
        if sweep(layers) >= fewest {
            layers.layers = best;
        }
    }
    if layers.nodes.len() <= SMALL {
        swap_neighbours(layers);
    }
}

/// Sweeps up and down; leaves the arrangement with the fewest crossings and gives their number.
fn sweep(layers: &mut Layers) -> u64 {
    for layer in 0..layers.layers.len() {
        constrain(layers, layer);
    }
    let mut best = layers.layers.clone();
    let mut fewest = crossings(layers);
    for sweep in 0..SWEEPS {
        if fewest == 0 && sweep > 1 {
            break;
        }
        let count = layers.layers.len();
        for step in 1..count {
            let down = sweep % 2 == 0;
            let layer = if down { step } else { count - 1 - step };
            sort(layers, layer, down);
        }
        let now = crossings(layers);
        if now < fewest {
            (fewest, best) = (now, layers.layers.clone());
        }
    }
    layers.layers = best;
    fewest
}

/// Swaps neighbours as long as that takes crossings away.
fn swap_neighbours(layers: &mut Layers) {
    let mut fewest = crossings(layers);
    for _ in 0..6 {
        let before = fewest;
        for layer in 0..layers.layers.len() {
            for index in 1..layers.layers[layer].len() {
                if fewest == 0 {
                    return;
                }
                let old = layers.layers[layer].clone();
                layers.layers[layer].swap(index - 1, index);
                constrain(layers, layer);
                match crossings(layers) {
                    fewer if fewer < fewest => fewest = fewer,
                    _ => layers.layers[layer] = old,
                }
            }
        }
        if fewest == before {
            return;
        }
    }
}

/// The place of every node in its layer.
fn positions(layers: &Layers) -> Vec<f64> {
    let mut positions = vec![0.0; layers.nodes.len()];
    for layer in &layers.layers {
        for (position, node) in layer.iter().enumerate() {
            positions[*node] = position as f64;
        }
    }
    positions
}

/// Where on its layer a link ends, with its port counted as part of a place.
fn end(layers: &Layers, positions: &[f64], node: NodeIndex, offset: f64) -> f64 {
    let width = layers.nodes[node].width.max(1.0);
    positions[node] + 0.9 * (offset / width).clamp(-0.5, 0.5)
}

fn sort(layers: &mut Layers, layer: usize, down: bool) {
    let positions = positions(layers);
    let mut keyed: Vec<(f64, NodeIndex)> = layers.layers[layer]
        .iter()
        .map(|node| {
            let links = if down { &layers.into[*node] } else { &layers.out[*node] };
            let sum: f64 = links
                .iter()
                .map(|link| {
                    let link = &layers.links[*link];
                    match down {
                        true => end(layers, &positions, link.upper, link.upper_offset),
                        false => end(layers, &positions, link.lower, link.lower_offset),
                    }
                })
                .sum();
            let key = if links.is_empty() { positions[*node] } else { sum / links.len() as f64 };
            (key, *node)
        })
        .collect();
    keyed.sort_by(|left, right| left.0.total_cmp(&right.0));
    layers.layers[layer] = keyed.into_iter().map(|(_, node)| node).collect();
    constrain(layers, layer);
}

/// Puts headings on their side and arms into their own order, on the places that arms have.
fn constrain(layers: &mut Layers, layer: usize) {
    let nodes = &layers.nodes;
    let row = &mut layers.layers[layer];
    row.sort_by_key(|node| nodes[*node].side);
    let mut arms: Vec<NodeIndex> =
        row.iter().copied().filter(|node| nodes[*node].fixed.is_some()).collect();
    arms.sort_by_key(|node| nodes[*node].fixed);
    let mut arms = arms.into_iter();
    for place in row.iter_mut().filter(|node| nodes[**node].fixed.is_some()) {
        if let Some(arm) = arms.next() {
            *place = arm;
        }
    }
}

/// How many pairs of links cross.
fn crossings(layers: &Layers) -> u64 {
    let positions = positions(layers);
    let mut all = 0;
    for row in layers.layers.iter().skip(1) {
        let mut ends: Vec<(f64, f64)> = row
            .iter()
            .flat_map(|node| &layers.into[*node])
            .map(|link| {
                let link = &layers.links[*link];
                (
                    end(layers, &positions, link.upper, link.upper_offset),
                    end(layers, &positions, link.lower, link.lower_offset),
                )
            })
            .collect();
        ends.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.total_cmp(&right.1)));
        let mut lower: Vec<f64> = ends.into_iter().map(|(_, lower)| lower).collect();
        all += inversions(&mut lower);
    }
    all
}

/// Pairs in the wrong order; sorts on the way.
fn inversions(values: &mut [f64]) -> u64 {
    if values.len() < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(values.len() / 2);
    let mut count = inversions(left) + inversions(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut l, mut r) = (0, 0);
    while l < left.len() && r < right.len() {
        if right[r] < left[l] {
            count += (left.len() - l) as u64;
            merged.push(right[r]);
            r += 1;
        } else {
            merged.push(left[l]);
            l += 1;
        }
    }
    merged.extend_from_slice(&left[l..]);
    merged.extend_from_slice(&right[r..]);
    values.copy_from_slice(&merged);
    count
}
