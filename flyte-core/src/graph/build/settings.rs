//! Order without data, and other settings for one call.

use super::super::With;
use super::super::node::{NodeId, NodeKind, Overrides, ScopeKind};
use super::super::promise::{Handle, Origin};
use super::Place;
use super::builder::Builder;

impl Builder {
    /// The node that a promise of `.after` or `.with` stands for.
    pub(super) fn own_node(
        &mut self,
        handle: Handle,
        method: &str,
        place: Place,
    ) -> Option<NodeId> {
        match handle.origin {
            Origin::Node { graph, node } | Origin::Optionals { graph, node }
                if graph == self.number =>
            {
                Some(NodeId(node))
            }
            Origin::Nothing => None,
            Origin::Node { .. } | Origin::Optionals { .. } | Origin::Loose { .. } => {
                self.fault(format!("{place}: `.{method}(…)` on a promise of another graph"));
                None
            }
            Origin::Input { .. } | Origin::Element { .. } | Origin::Constant { .. } => {
                self.fault(format!(
                    "{place}: `.{method}(…)` takes the promises of calls; this one is an input, an element or \
                     a constant, which nothing computes"
                ));
                None
            }
        }
    }

    pub(in crate::graph) fn order(&mut self, later: Handle, first: Handle, place: Place) {
        let Some(later) = self.own_node(later, "after", place) else { return };
        let Some(first) = self.own_node(first, "after", place) else { return };
        let (inner, outer) = (self.nodes[later.index()].scope, self.nodes[first.index()].scope);
        if inner != outer {
            self.fault(format!(
                "{place}: the two calls of this `.after(…)` don't stand in the same arm: Flyte loses an order \
                 across the edge of an `if` or a `.map(…)`; write it on the value of the whole `if`"
            ));
        } else if self.scopes[inner.index()].kind == ScopeKind::Map {
            self.fault(format!(
                "{place}: Flyte has no order without data inside a `.map(…)`: pass a value, or order the maps"
            ));
        } else if later == first {
            self.fault(format!("{place}: a call can't come after itself"));
        } else if !self.nodes[later.index()].after.contains(&first) {
            self.nodes[later.index()].after.push(first);
        }
    }

    pub(in crate::graph) fn with(&mut self, handle: Handle, with: With, place: Place) {
        let Some(node) = self.own_node(handle, "with", place) else { return };
        let what = match &self.nodes[node.index()].kind {
            NodeKind::Task(_) => None,
            NodeKind::Workflow(_) => Some("the call of a workflow: set it on the calls inside"),
            NodeKind::Branch(_) => Some("an `if`: set it on the calls in its arms"),
            NodeKind::Map(_) => Some("a map: write `.map(|x| task(x).with(…))`"),
        };
        if let Some(what) = what
            && let settings = with.acting()
            && !settings.is_empty()
        {
            let settings = settings.join("`, `");
            self.fault(format!("{place}: `{settings}` would have no effect on {what}"));
            return;
        }
        if let Some(bad) = &with.bad_timeout {
            self.fault(format!("{place}: {bad}"));
            return;
        }
        if let Some((setting, value)) = with.bad_quantity() {
            self.fault(format!(
                "{place}: `{setting}` can't be \"{value}\": write a Kubernetes quantity such as \"500m\", \"2\" or \
                 \"4Gi\""
            ));
            return;
        }
        let overrides: &mut Overrides = self.nodes[node.index()].overrides.get_or_insert_default();
        overrides.merge(with.overrides);
    }
}
