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
            Origin::Node { graph, node } if graph == number && handle.path.is_whole() => Some(node),
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
}
