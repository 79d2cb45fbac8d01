//! Sub-workflows, branches and maps: items with something inside.

use super::super::model::{ContainerId, Frame, ItemId, Line, Look, Place};
use super::super::text;
use super::super::words::shorten;
use super::Builder;
use crate::error::Error;
use crate::graph::{Binding, Branch, Graph, MapNode, Node, NodeId};

impl<'a> Builder<'a> {
    pub(super) fn sub_workflow(
        &mut self,
        id: NodeId,
        node: &Node,
        container: ContainerId,
        inner: &Graph,
    ) -> Result<(ItemId, Vec<ItemId>), Error> {
        let name = shorten(self.words.name(id), 40);
        let (group, body) = self.drawing.add_group(container, Frame::Workflow, name.clone());
        self.drawing.items[group].tooltip = self.tooltip(node);
        let heading = self.drawing.add(body, Place::Entry, Look::Heading, name);
        self.drawing.items[heading].tooltip = self.tooltip(node);
        self.drawing.items[heading].lines.push("sub-workflow".to_owned());
        let notes: Vec<String> = node
            .inputs
            .iter()
            .map(|binding| match binding {
                Binding::Promise(_) => String::new(),
                other => format!("= {}", self.words.binding(other)),
            })
            .collect();
        let (workflow_depth, depth) = (self.workflow_depth + 1, self.depth + 1);
        let mut builder = Builder::new(self.drawing, inner, workflow_depth, depth, self.budget);
        let mut outlets = builder.workflow(body, &notes)?;
        let inputs = std::mem::take(&mut builder.inputs);
        for (binding, input) in node.inputs.iter().zip(&inputs) {
            self.bind(binding, *input, false);
        }
        if outlets.is_empty() {
            outlets.push(self.drawing.add(body, Place::Exit, Look::Point, ""));
        }
        Ok((inputs.first().copied().unwrap_or(heading), outlets))
    }

    pub(super) fn branch(
        &mut self,
        id: NodeId,
        branch: &'a Branch,
        container: ContainerId,
    ) -> Result<(ItemId, Vec<ItemId>), Error> {
        let graph = self.graph;
        let (group, body) = self.drawing.add_group(container, Frame::Branch, self.words.name(id));
        self.drawing.items[group].tooltip = self.tooltip(graph.node(id));
        let decision = self.drawing.add(body, Place::Body, Look::Decision, "if");
        self.drawing.items[decision].tooltip = self.tooltip(graph.node(id));
        let merges: Vec<ItemId> = (0..branch.outputs.len().max(1))
            .map(|_| self.drawing.add(body, Place::Exit, Look::Point, ""))
            .collect();
        for (index, arm) in text::arms(graph, branch).enumerate() {
            let heading = match arm.condition {
                Some(condition) => {
                    condition.for_each_reference(&mut |reference| {
                        self.connect(reference, decision, true);
                    });
                    let word = if index == 0 { "if" } else { "else if" };
                    format!("{word} {}", self.words.condition(condition))
                }
                None => "else".to_owned(),
            };
            let (item, inside) = self.drawing.add_group(body, Frame::Arm, heading.clone());
            self.drawing.items[item].rank_order = Some(index as u32);
            let location = graph.scope(arm.scope).location;
            let place = format!("{heading}\n{}:{}", location.file(), location.line());
            let chip = self.drawing.add(inside, Place::Entry, Look::Arm, heading);
            self.drawing.items[chip].tooltip = place;
            self.drawing.wire(decision, chip, String::new(), Line::Choice);
            self.depth += 1;
            self.scope(arm.scope, inside)?;
            self.depth -= 1;
            for (result, merge) in graph.scope(arm.scope).results.iter().zip(&merges) {
                let exit = self.result(result, inside);
                self.drawing.wire(exit, *merge, String::new(), Line::Data);
            }
        }
        Ok((decision, merges))
    }

    pub(super) fn map(
        &mut self,
        id: NodeId,
        map: &'a MapNode,
        container: ContainerId,
    ) -> Result<(ItemId, Vec<ItemId>), Error> {
        let graph = self.graph;
        let node = graph.node(id);
        let (group, body) = self.drawing.add_group(container, Frame::Map, self.words.name(id));
        self.drawing.items[group].tooltip = self.tooltip(node);
        let list = node.inputs.first();
        let title = list.map(|list| self.words.binding(list)).unwrap_or_default();
        let each = self.drawing.add(body, Place::Entry, Look::Each, format!("for each of {title}"));
        self.drawing.items[each].lines = text::map_options(map);
        self.drawing.items[each].tooltip = self.tooltip(node);
        if let Some(list) = list {
            self.bind(list, each, true);
        }
        self.elements.insert(map.body, each);
        self.depth += 1;
        self.scope(map.body, body)?;
        self.depth -= 1;
        let mut outlets: Vec<ItemId> =
            graph.scope(map.body).results.iter().map(|result| self.result(result, body)).collect();
        if outlets.is_empty() {
            outlets.push(self.drawing.add(body, Place::Exit, Look::Point, ""));
        }
        Ok((each, outlets))
    }

    /// The exit of an arm or a map's body.
    fn result(&mut self, result: &Binding, container: ContainerId) -> ItemId {
        let exit = match result {
            Binding::Promise(_) => self.drawing.add(container, Place::Exit, Look::Point, ""),
            other => {
                let words = shorten(&self.words.binding(other), 40);
                self.drawing.add(container, Place::Exit, Look::Constant, words)
            }
        };
        self.bind(result, exit, false);
        exit
    }
}
