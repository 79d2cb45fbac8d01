//! Maps: one frame per element, as many at once as are allowed.

use std::sync::Arc;

use bytes::Bytes;
use flyte_types::interface::encode_one;
use flyte_types::wire;

use super::frame::{Frame, Owner, Value};
use super::{At, Scheduler};
use crate::error::{Error, ErrorKind};
use crate::graph::{Binding, MapNode, Node, Reference, ScopeId, Source};
use crate::local::bindings::{self, Fetched};

/// How many elements of one map are open at once when nothing is said. It bounds memory; how many calls run at
/// once is bounded by their lanes.
const OPEN_ELEMENTS: usize = 1024;

/// A map that is under way.
#[derive(Debug)]
pub(crate) struct MapState {
    body: ScopeId,
    items: Vec<Bytes>,
    /// The next element to open.
    next: usize,
    open: usize,
    limit: usize,
    results: Vec<Bytes>,
    /// With a success ratio, and a body without outputs: what stands for an element that succeeded, since a failed one
    /// is none too.
    done: Option<Bytes>,
    left: usize,
    /// How many elements may fail.
    allowed: usize,
    failures: Vec<(u32, Error)>,
    failing: bool,
}

impl Scheduler {
    pub(super) fn open_map(
        &mut self,
        at: At,
        node: &Node,
        map: &MapNode,
        fetched: &Fetched,
    ) -> Result<(), Error> {
        let Some(binding) = node.inputs.first() else { return Ok(()) };
        let list = bindings::resolve(&mut self.frames, at.frame, binding, fetched)
            .map_err(|error| error.context("the list of a `map`"))?;
        if self.watch.is_some() {
            self.record_map_inputs(at, map, list.clone());
        }
        let items = wire::list_items(&bindings::value_of(list, fetched))
            .map_err(|error| Error::fatal(error).context("the list of a `map`"))?;
        if items.is_empty() {
            self.container_done(at, vec![wire::list_of([].into_iter())]);
            return Ok(());
        }
        let count = items.len();
        let needed = map.min_success_ratio.map_or(count, |ratio| min_successes(ratio, count));
        let state = MapState {
            body: map.body,
            next: 0,
            open: 0,
            limit: map.concurrency.map_or(OPEN_ELEMENTS, |limit| limit.max(1) as usize),
            results: vec![Bytes::new(); count],
            done: self.stands_for_success(at, map)?,
            left: count,
            allowed: count - needed,
            failures: Vec::new(),
            failing: false,
            items,
        };
        if let Some(frame) = self.frames.get_mut(at.frame) {
            frame.node_mut(at.slot).value = Value::Map(Box::new(state));
        }
        self.open_elements(at);
        Ok(())
    }

    /// The element of a list of optional elements, where the body gives nothing that could be one.
    fn stands_for_success(&self, at: At, map: &MapNode) -> Result<Option<Bytes>, Error> {
        let (Some(_), Some(frame)) = (map.min_success_ratio, self.frames.get(at.frame)) else {
            return Ok(None);
        };
        let graph = &frame.plan.graph;
        let gives_nothing = |result: &Binding| match result {
            Binding::Promise(Reference { source: Source::Node(node), .. }) => {
                graph.node(*node).outputs().is_empty()
            }
            _ => false,
        };
        if graph.scope(map.body).results.iter().any(gives_nothing) {
            return Ok(Some(encode_one(&Some(()))?));
        }
        Ok(None)
    }

    /// Opens as many elements as are allowed.
    fn open_elements(&mut self, at: At) {
        loop {
            let Some(parent) = self.frames.get_mut(at.frame) else { return };
            let plan = Arc::clone(&parent.plan);
            let Value::Map(map) = &mut parent.node_mut(at.slot).value else { return };
            if map.failing || map.open >= map.limit || map.next >= map.items.len() {
                return;
            }
            let (index, body) = (map.next, map.body);
            let element = std::mem::take(&mut map.items[index]);
            map.next += 1;
            map.open += 1;
            let number = index as u32;
            let mut frame = Frame::new(plan, body, Some(Owner { at, element: Some(number) }));
            frame.element = element;
            if self.watch.is_some() {
                frame.place = self.place_inside(at, body, Some(number));
            }
            self.open_frame(frame);
        }
    }

    /// An element gave its result, or failed.
    pub(super) fn element_ended(&mut self, at: At, element: u32, result: Result<Bytes, Error>) {
        let Some(parent) = self.frames.get_mut(at.frame) else { return };
        let Value::Map(map) = &mut parent.node_mut(at.slot).value else { return };
        map.open -= 1;
        map.left -= 1;
        match result {
            Ok(value) => {
                map.results[element as usize] = map.done.clone().unwrap_or(value);
            }
            Err(error) => {
                map.results[element as usize] = wire::none();
                map.failures.push((element, error));
                if map.failures.len() > map.allowed && !map.failing {
                    map.failing = true;
                    self.failing.push(at);
                }
            }
        }
        if map.failing {
            return;
        }
        if map.left > 0 {
            return self.open_elements(at);
        }
        let list = wire::list_of(map.results.iter().map(|item| &item[..]));
        parent.node_mut(at.slot).value = Value::Nothing;
        self.gathered(at, list);
    }

    /// Too many elements failed.
    pub(super) fn fail_map(&mut self, at: At) {
        let Some(parent) = self.frames.get_mut(at.frame) else { return };
        let Value::Map(map) =
            std::mem::replace(&mut parent.node_mut(at.slot).value, Value::Nothing)
        else {
            return;
        };
        self.abandon_inside(at);
        self.node_failed(at, merge(map.failures));
    }
}

/// As the platform computes it, with its ratio of 32 bits.
fn min_successes(ratio: f64, count: usize) -> usize {
    let needed = (f64::from(ratio as f32) * count as f64).ceil();
    (needed.max(0.0) as usize).min(count)
}

/// One error of many: lines `[i]: text`, equal texts as `[0-1]: text`. Task and input are those of the first.
fn merge(mut failures: Vec<(u32, Error)>) -> Error {
    failures.sort_by_key(|(element, _)| *element);
    if failures.len() == 1
        && let Some((element, error)) = failures.pop()
    {
        return error.context(format!("[{element}]"));
    }
    let mut texts: Vec<(String, Vec<u32>)> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for (element, error) in &failures {
        let text = error.message();
        let index = *known.entry(text.clone()).or_insert_with(|| {
            texts.push((text, Vec::new()));
            texts.len() - 1
        });
        texts[index].1.push(*element);
    }
    let lines: Vec<String> =
        texts.iter().map(|(text, elements)| format!("[{}]: {text}", ranges(elements))).collect();
    let Some((_, first)) = failures.into_iter().next() else {
        return Error::msg("no element failed");
    };
    let text = lines.join("\n");
    let mut merged = match first.kind() {
        ErrorKind::User => Error::fatal(text),
        ErrorKind::System => Error::system(text).not_recoverable(),
    };
    if let Some(task) = first.task() {
        merged = merged.in_task(task);
    }
    match first.input_name() {
        Some(input) => merged.input(input),
        None => merged,
    }
}

/// `0-2,5`.
fn ranges(elements: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for element in elements {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *element => *last = *element,
            _ => parts.push((*element, *element)),
        }
    }
    let text = |(first, last): &(u32, u32)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    parts.iter().map(text).collect::<Vec<_>>().join(",")
}
