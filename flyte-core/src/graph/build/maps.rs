//! Maps in the making.

use bytes::Bytes;
use flyte_types::interface::Variable;

use super::super::argument::Argument;
use super::super::binding::Binding;
use super::super::check;
use super::super::node::{MapNode, NodeId, NodeKind, ScopeId, ScopeKind};
use super::super::promise::{Handle, Origin};
use super::Place;
use super::builder::Builder;

impl Builder {
    pub(super) fn begin_map(
        &mut self,
        list: Handle,
        outputs: Vec<Variable>,
        place: Place,
    ) -> (NodeId, ScopeId, Handle) {
        let list = self.use_promise(list, place).unwrap_or_else(|fault| {
            self.fault(format!("{place}: the list of this map: {fault}"));
            Binding::Literal(Bytes::new())
        });
        let map =
            MapNode { body: ScopeId::ROOT, concurrency: None, min_success_ratio: None, outputs };
        let node = self.push(NodeKind::Map(Box::new(map)), vec![list], place);
        let body = self.enter(ScopeKind::Map, node, place);
        if let NodeKind::Map(map) = &mut self.nodes[node.index()].kind {
            map.body = body;
        }
        let element = Handle::of(Origin::Element { graph: self.number, scope: body.0 });
        (node, body, element)
    }

    pub(super) fn end_map(
        &mut self,
        node: NodeId,
        body: ScopeId,
        result: Handle,
        place: Place,
    ) -> Handle {
        self.scope = body;
        self.leave(vec![Argument::Promise(result)], place);
        if let Err(fault) = check::map_body(&self.nodes, &self.scopes, body) {
            self.fault(fault);
        }
        self.node_handle(node)
    }

    pub(super) fn map_of(
        &mut self,
        handle: Handle,
        method: &str,
        place: Place,
    ) -> Option<(NodeId, &mut MapNode)> {
        let number = self.number;
        let node = match handle.origin {
            Origin::Node { graph, node } | Origin::Optionals { graph, node }
                if graph == number && handle.path.is_whole() =>
            {
                Some(node)
            }
            Origin::Nothing => return None,
            _ => None,
        };
        let is_map =
            node.is_some_and(|node| matches!(self.nodes[node as usize].kind, NodeKind::Map(_)));
        if !is_map {
            self.fault(format!(
                "{place}: `.{method}(…)` belongs right behind a `.map(…)`: this list is no map's"
            ));
            return None;
        }
        let node = node?;
        match &mut self.nodes[node as usize].kind {
            NodeKind::Map(map) => Some((NodeId(node), map)),
            _ => None,
        }
    }

    /// Gives a map a success ratio. Its list has another type from here on, so the promise of it is another one.
    pub(super) fn min_success_ratio(
        &mut self,
        handle: Handle,
        ratio: f64,
        outputs: Vec<Variable>,
        place: Place,
    ) -> Handle {
        if !(0.0..=1.0).contains(&ratio) {
            let fault = format!("{place}: a success ratio lies between 0 and 1, {ratio} does not");
            return self.fault(fault);
        }
        let Some((node, map)) = self.map_of(handle, "min_success_ratio", place) else {
            return Handle::NOTHING;
        };
        map.min_success_ratio = Some(ratio);
        map.outputs = outputs;
        let list = self.lists.entry(node).or_default();
        let earlier = list.optional_since.replace(place);
        let used = list.used_as_values;
        if let Some(earlier) = earlier {
            return self.fault(format!(
                "{place}: this map has a success ratio since {earlier}: give it one ratio, behind `.map(…)`"
            ));
        }
        if let Some(used) = used {
            return self.fault(format!(
                "{place}: `.min_success_ratio(…)` makes the results of this map optionals, but {used} has used them as \
                 values: write it right behind `.map(…)`, and use what it gives"
            ));
        }
        Handle::of(Origin::Optionals { graph: self.number, node: node.0 })
    }

    /// Notes that the results of a map are used as values.
    ///
    /// # Errors
    ///
    /// They have become optionals.
    pub(super) fn use_as_values(&mut self, node: NodeId, place: Place) -> Result<(), String> {
        if !matches!(self.nodes[node.index()].kind, NodeKind::Map(_)) {
            return Ok(());
        }
        let list = self.lists.entry(node).or_default();
        list.used_as_values.get_or_insert(place);
        match list.optional_since {
            None => Ok(()),
            Some(since) => Err(format!(
                "this is used at {place} as a list of values, but `.min_success_ratio(…)` made it a list of optionals at \
                 {since}: use what that gives, as in `let zs = xs.map(task).min_success_ratio(0.9);`"
            )),
        }
    }
}

/// As what the results of a map are used.
#[derive(Debug, Default)]
pub(super) struct MapList {
    /// Where they were first used as values.
    used_as_values: Option<Place>,
    /// Where a success ratio made them optionals.
    optional_since: Option<Place>,
}
